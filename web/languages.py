"""Which language a page is in: asked for in the address, remembered in a cookie, or the reader's own."""

from dataclasses import dataclass
from urllib.parse import urlencode

from flask import Response, g, request
from flask_login import current_user

CHINESE = "zh"
LABELS = {"zh": "中文", "en": "English"}
COOKIE = "lang"
ONE_YEAR = 365 * 24 * 3600


@dataclass(frozen=True)
class LanguageLink:
    """A way to read the present page in another language."""

    code: str
    label: str
    url: str
    is_current: bool


def current_language() -> str:
    """Return "zh" or "en": the address, then the cookie, then the user's own, then the browser's."""
    asked = request.args.get("lang", "")
    if asked in LABELS:
        return asked
    kept = request.cookies.get(COOKIE, "")
    if kept in LABELS:
        return kept
    if g.get("unit") is not None and current_user.is_authenticated:
        return str(current_user.language)
    return negotiate(request.accept_languages.values())


def negotiate(wanted: object) -> str:
    """Return the first language we have of those a browser wants; every kind of Chinese is Chinese."""
    for tag in wanted:  # type: ignore[attr-defined]  # werkzeug gives an untyped iterator
        code = str(tag).lower().replace("_", "-").split("-")[0]
        if code in LABELS:
            return code
    return CHINESE


def language_links() -> list[LanguageLink]:
    """Return one link a language to the page being shown."""
    current = current_language()
    links = []
    for code, label in LABELS.items():
        arguments = [(key, value) for key, value in request.args.items(multi=True) if key != "lang"]
        url = f"{request.path}?{urlencode([*arguments, ('lang', code)])}"
        links.append(LanguageLink(code, label, url, code == current))
    return links


def remember_language(response: Response) -> Response:
    """Keep a language that the address asked for."""
    asked = request.args.get("lang", "")
    if asked in LABELS:
        response.set_cookie(COOKIE, asked, max_age=ONE_YEAR, samesite="Lax", secure=request.is_secure, httponly=True)
    return response
