"""A test client that reads every page it fetches as a strict reader would."""

import re
from collections import Counter
from collections.abc import Mapping
from typing import Any

import html5lib
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

HTML = "{http://www.w3.org/1999/xhtml}"
LABELLED = {"input", "select", "textarea"}
WRITTEN = {HTML + "textarea", HTML + "code"}  # what people wrote, such as a rule with the places of its message
UNLABELLED_TYPES = {"hidden", "submit", "button", "image", "reset"}
UNFILLED = "a sentence shows its places unfilled"
TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


class PageFault(AssertionError):
    """Something on a page that its readers would trip over."""


class LintClient:
    """Fetches pages as one of the cast and refuses a bad page."""

    def __init__(self, client: FlaskClient, name: str) -> None:
        self.client = client
        self.name = name

    def get(self, url: str, status: int | None = 200, **options: Any) -> TestResponse:
        """Fetch a page; `status=None` takes any."""
        return self._read(self.client.get(url, **options), url, status)

    def post(
        self, url: str, data: Mapping[str, Any] | None = None, status: int | None = 302, **options: Any
    ) -> TestResponse:
        """Send a form with the CSRF token of the session; the usual answer is a redirect."""
        values = {"csrf_token": self.token(), **(data or {})}
        return self._read(self.client.post(url, data=values, **options), url, status)

    def token(self) -> str:
        """Return the session's CSRF token, from a page that has a form."""
        for place in ("/account/", "/account/log-in"):
            found = TOKEN.search(self.client.get(place).text)
            if found is not None:
                return found.group(1)
        raise PageFault("no form with a CSRF token to be found")

    def _read(self, response: TestResponse, url: str, status: int | None) -> TestResponse:
        if status is not None and response.status_code != status:
            raise PageFault(f"{self.name} {url}: {response.status_code}, not {status}\n{plain(response)[:1500]}")
        if response.mimetype == "text/html" and response.data and not 300 <= response.status_code < 400:
            faults = page_faults(response.text)
            if faults:
                raise PageFault(f"{url}:\n  " + "\n  ".join(faults))
        return response


def plain(response: TestResponse) -> str:
    """Return a page's words without its tags."""
    text = re.sub(r"<(script|style)[^>]*>.*?</\1>", " ", response.text, flags=re.S)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text))


def page_faults(html: str) -> list[str]:
    """Return what is wrong with a page, in words."""
    parser = html5lib.HTMLParser(namespaceHTMLElements=True)
    tree = parser.parse(html)
    faults = [f"invalid HTML: {code} at {place} {data}" for place, code, data in parser.errors]
    elements = list(tree.iter())
    ids = Counter(element.get("id") for element in elements if element.get("id"))
    faults += [f"the id {name!r} stands {count} times" for name, count in ids.items() if count > 1]
    headings = [element for element in elements if element.tag == HTML + "h1"]
    if len(headings) != 1:
        faults.append(f"{len(headings)} h1 instead of one")
    faults += _label_faults(tree, elements)
    faults += _form_faults(elements)
    faults += _attribute_faults(elements, set(ids))
    return faults


def _label_faults(tree: Any, elements: list[Any]) -> list[str]:
    labelled = {element.get("for") for element in elements if element.tag == HTML + "label"}
    wrapped = {field for label in tree.iter(HTML + "label") for field in label.iter()}
    faults = []
    for element in elements:
        kind = str(element.tag).removeprefix(HTML)
        if kind not in LABELLED or element.get("type", "text") in UNLABELLED_TYPES:
            continue
        has_name = element.get("aria-label") or element.get("aria-labelledby")
        if not has_name and element.get("id") not in labelled and element not in wrapped:
            faults.append(f"the field {element.get('name')!r} has no label")
    return faults


def _form_faults(elements: list[Any]) -> list[str]:
    faults = []
    for form in (element for element in elements if element.tag == HTML + "form"):
        names = {field.get("name") for field in form.iter(HTML + "input")}
        is_post = form.get("method", "get").lower() == "post"
        if is_post and "csrf_token" not in names:
            faults.append(f"the form to {form.get('action')!r} has no CSRF token")
        if not is_post and "csrf_token" in names:
            faults.append(f"the GET form to {form.get('action')!r} gives the CSRF token away")
    return faults


def _attribute_faults(elements: list[Any], ids: set[str | None]) -> list[str]:
    faults = []
    for element in elements:
        kind = str(element.tag).removeprefix(HTML)
        if element.get("style") is not None:
            faults.append(f"<{kind}> has an inline style, which the content policy blocks")
        if kind in {"script", "style"} and element.get("src") is None and not element.get("nonce"):
            faults.append(f"an inline <{kind}> has no nonce")
        if kind == "img" and element.get("alt") is None:
            faults.append(f"the image {element.get('src', '')[:40]!r} has no alt text")
        faults += [f"<{kind}> has the handler {name}" for name in element.attrib if str(name).startswith("on")]
        for name in ("aria-describedby", "aria-labelledby", "aria-controls"):
            missing = [target for target in (element.get(name) or "").split() if target not in ids]
            faults += [f"{name} names {target!r}, which is not there" for target in missing]
    if any("%(" in (element.text or "") for element in elements if element.tag not in WRITTEN):
        faults.append(UNFILLED)
    return faults
