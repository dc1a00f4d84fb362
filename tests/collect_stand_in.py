"""A stand-in for ODK Collect: it speaks HTTP the way Collect does, and fills forms in the shape that Collect writes.

What it imitates, from Collect's own client: a request without a name first and again with Basic once it was asked for
(and only over HTTPS, which the tests grant it); `HEAD` before sending, which must be answered with 204; the XML in
every request, attachments split over several when they pass the server's limit, `*isIncomplete*` on all but the last;
a submission counts as sent after 201 or 202 only. Lists are taken only with the standard's namespaces and headers.
"""

import base64
import hashlib
import http.client
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol
from urllib.parse import urlsplit
from xml.etree import ElementTree

from flask.testing import FlaskClient

XF = "{http://www.w3.org/2002/xforms}"
LIST = "{http://openrosa.org/xforms/xformsList}"
MANIFEST = "{http://openrosa.org/xforms/xformsManifest}"
RESPONSE = "{http://openrosa.org/http/response}"
NAMESPACES = (
    'xmlns:ev="http://www.w3.org/2001/xml-events" xmlns:orx="http://openrosa.org/xforms" '
    'xmlns:odk="http://www.opendatakit.org/xforms" xmlns:h="http://www.w3.org/1999/xhtml" '
    'xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:jr="http://openrosa.org/javarosa"'
)
TEMPLATE = "{http://openrosa.org/javarosa}template"
AGENT = "org.odk.collect.android/v2026.2.1 Dalvik/2.1.0"


@dataclass
class Reply:
    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def message(self) -> str:
        return ElementTree.fromstring(self.body).findtext(f"{RESPONSE}message") or ""


class Transport(Protocol):
    def send(self, method: str, path: str, headers: Mapping[str, str], body: bytes) -> Reply: ...


@dataclass
class InProcess:
    """Asks the application without a network."""

    client: FlaskClient

    def send(self, method: str, path: str, headers: Mapping[str, str], body: bytes) -> Reply:
        answer = self.client.open(path, method=method, headers=dict(headers), data=body)
        return Reply(answer.status_code, {key.lower(): value for key, value in answer.headers.items()}, answer.data)


@dataclass
class OverHttp:
    """Asks a server over a socket; sends the body in chunks when told to, as proxies do."""

    address: str
    chunked: bool = False

    def send(self, method: str, path: str, headers: Mapping[str, str], body: bytes) -> Reply:
        parts = urlsplit(self.address)
        connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=30)
        try:
            sent: Any = (body[at : at + 4096] for at in range(0, len(body), 4096)) if self.chunked and body else body
            connection.request(method, path, sent or None, dict(headers), encode_chunked=self.chunked and bool(body))
            answer = connection.getresponse()
            return Reply(answer.status, {key.lower(): value for key, value in answer.getheaders()}, answer.read())
        finally:
            connection.close()


class SendingFailed(Exception):
    """What Collect shows when a submission could not be sent."""


@dataclass
class Collect:
    """One telephone."""

    transport: Transport
    name: str
    token: str
    server: str = "/collection/openrosa"
    media: dict[str, bytes] = field(default_factory=dict)
    _knows_basic: bool = False

    def ask(self, method: str, path: str, headers: Mapping[str, str] | None = None, body: bytes = b"") -> Reply:
        """Send a request; without a name first, and again when the server wants one."""
        common = {
            "User-Agent": AGENT,
            "X-OpenRosa-Version": "1.0",
            "Date": "Mon, 15 Jun 2026 02:00:00 GMT",
            **(headers or {}),
        }
        if not self._knows_basic:
            first = self.transport.send(method, path, common, body)
            if first.status != 401 or not first.headers.get("www-authenticate", "").startswith("Basic "):
                return first
            self._knows_basic = True
        pair = base64.b64encode(f"{self.name}:{self.token}".encode("latin-1")).decode()
        return self.transport.send(method, path, {**common, "Authorization": f"Basic {pair}"}, body)

    def fetch_forms(self) -> list[dict[str, str]]:
        """Return the forms of the list, read as strictly as Collect reads it."""
        reply = self.ask("GET", f"{self.server}/formList?deviceID=collect%3Aabc")
        root = self._document(reply, f"{LIST}xforms")
        forms = [{child.tag.removeprefix(LIST): child.text or "" for child in form} for form in root]
        for form in forms:
            assert form["formID"], form
            assert form["name"], form
            assert form["downloadUrl"], form
            assert form["hash"].startswith("md5:"), form
        return forms

    def fetch_form(self, form: Mapping[str, str]) -> str:
        """Return a form, with its files fetched and held against their hashes."""
        reply = self.ask("GET", urlsplit(form["downloadUrl"]).path)
        assert reply.status == 200, reply
        assert form["hash"] == f"md5:{hashlib.md5(reply.body).hexdigest()}"
        if form.get("manifestUrl"):
            root = self._document(self.ask("GET", urlsplit(form["manifestUrl"]).path), f"{MANIFEST}manifest")
            for file in root.findall(f"{MANIFEST}mediaFile"):
                url = file.findtext(f"{MANIFEST}downloadUrl") or ""
                content = self.ask("GET", urlsplit(url).path).body
                assert file.findtext(f"{MANIFEST}hash") == f"md5:{hashlib.md5(content).hexdigest()}"
                self.media[file.findtext(f"{MANIFEST}filename") or ""] = content
        return reply.body.decode()

    def submit(self, xml: bytes, files: Mapping[str, bytes] | None = None) -> Reply:
        """Send a filled-in form with its files, in as many requests as it takes. Raises SendingFailed."""
        address = f"{self.server}/submission?deviceID=collect%3Aabc"
        head = self.ask("HEAD", address)
        if head.status != 204:
            raise SendingFailed(f"HEAD {head.status}")
        limit = int(head.headers.get("x-openrosa-accept-content-length", 10_000_000))
        chunks = split(len(xml), files or {}, limit)
        reply = head
        for number, names in enumerate(chunks):
            is_last = number == len(chunks) - 1
            reply = self.post(xml, {name: (files or {})[name] for name in names}, is_incomplete=not is_last)
            if reply.status not in (201, 202):
                raise SendingFailed(f"{reply.status}: {reply.message}")
        return reply

    def post(self, xml: bytes, files: Mapping[str, bytes], *, is_incomplete: bool = False) -> Reply:
        """Send one request."""
        kind, body = multipart(xml, files, is_incomplete=is_incomplete)
        return self.ask("POST", f"{self.server}/submission?deviceID=collect%3Aabc", {"Content-Type": kind}, body)

    def _document(self, reply: Reply, tag: str) -> ElementTree.Element:
        assert reply.status == 200, reply
        assert "text/xml" in reply.headers["content-type"]
        assert reply.headers["x-openrosa-version"] == "1.0"
        root = ElementTree.fromstring(reply.body)
        assert root.tag == tag
        return root


def split(xml_size: int, files: Mapping[str, bytes], limit: int) -> list[list[str]]:
    """Return which files go with which request, as Collect splits them."""
    chunks: list[list[str]] = [[]]
    size = xml_size
    for name, content in files.items():
        if chunks[-1] and size + len(content) > limit:
            chunks.append([])
            size = xml_size
        chunks[-1].append(name)
        size += len(content)
    return chunks


def multipart(xml: bytes, files: Mapping[str, bytes], *, is_incomplete: bool = False) -> tuple[str, bytes]:
    """Return content type and body, laid out as OkHttp does: each part with its length, names in UTF-8."""
    boundary = str(uuid.uuid4())
    parts = [("xml_submission_file", "household_2026-06-15_10-00-00.xml", "text/xml", xml)]
    parts += [(name, name, "image/jpeg", content) for name, content in files.items()]
    lines: list[bytes] = []
    for name, filename, kind, content in parts:
        lines.append(
            f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"; filename="{filename}"\r\n'
            f"Content-Type: {kind}\r\nContent-Length: {len(content)}\r\n\r\n".encode()
        )
        lines += [content, b"\r\n"]
    if is_incomplete:
        lines.append(f'--{boundary}\r\nContent-Disposition: form-data; name="*isIncomplete*"\r\n\r\nyes\r\n'.encode())
    lines.append(f"--{boundary}--\r\n".encode())
    return f"multipart/form-data; boundary={boundary}", b"".join(lines)


def fill_in(
    xform: str,
    answers: Mapping[str, str],
    repeats: Mapping[str, Sequence[Mapping[str, str]]] | None = None,
    *,
    instance_id: str | None = None,
    deprecated_id: str | None = None,
) -> bytes:
    """Return a submission of a form: its own model with the answers in it, templates and unused repeats left out.

    Args:
        answers: node name → text, outside of repeats.
        repeats: name of the repeat → its rounds.
    """
    page = ElementTree.fromstring(xform)
    (root,) = page.find(".//" + XF + "model/" + XF + "instance")  # type: ignore[misc]
    for name in {child.tag for child in root if child.get(TEMPLATE) is not None}:
        rounds = (repeats or {}).get(name.removeprefix(XF), [])
        template = next(child for child in root if child.tag == name)
        place = list(root).index(template)
        for old in [child for child in root if child.tag == name]:
            root.remove(old)
        for number, values in enumerate(rounds):
            copy = ElementTree.fromstring(ElementTree.tostring(template))
            copy.attrib.pop(TEMPLATE)
            _put(copy, values)
            root.insert(place + number, copy)
    _put(root, answers)
    meta = _meta(root)
    identity = instance_id or f"uuid:{uuid.uuid4()}"
    told = {"instanceID": identity, **({"deprecatedID": deprecated_id} if deprecated_id else {})}
    for child in list(meta):
        if child.tag.rpartition("}")[2] in told:
            meta.remove(child)
    text = _written(root)
    said = "".join(f"<{key}>{value}</{key}>" for key, value in told.items())
    return text.replace("</meta>", f"{said}</meta>").encode()


def _meta(root: ElementTree.Element) -> ElementTree.Element:
    return next(child for child in root if child.tag.rpartition("}")[2] == "meta")


def _put(node: ElementTree.Element, answers: Mapping[str, str]) -> None:
    for child in node.iter():
        name = child.tag.rpartition("}")[2]
        if not len(child) and name in answers:
            child.text = answers[name]


def _written(root: ElementTree.Element) -> str:
    """Return the instance as JavaRosa writes it: no default namespace, the usual prefixes declared on the root."""
    for node in root.iter():
        node.tag = node.tag.rpartition("}")[2]
    text = ElementTree.tostring(root, encoding="unicode")
    name = root.tag
    return f"<?xml version='1.0' encoding='UTF-8' ?>{text.replace(f'<{name} ', f'<{name} {NAMESPACES} ', 1)}"
