"""PDF by WeasyPrint: fonts embedded, nothing fetched from anywhere."""

# mypy: allow-untyped-calls

import gc
import re
from html import escape
from threading import Lock
from typing import Any

from foundation.wording import mark

CHINESE_FONT = "Noto Sans CJK SC"
NO_SUBSET = mark(
    "libharfbuzz-subset is missing: a Chinese PDF takes 15 seconds instead of one (Debian: libharfbuzz-subset0)."
)
NO_FONT = mark("The font Noto Sans CJK SC is missing: Chinese cannot be printed (Debian: fonts-noto-cjk).")

# One font for both languages: its Latin letters are good, and a page looks the same on every machine. Boxes in the
# page's margin inherit it from `@page`; drawings inside the page inherit nothing, so each gets it as an attribute.
FONT_STYLE = (
    f'html {{ font-family: "{CHINESE_FONT}", sans-serif }} @page {{ font-family: "{CHINESE_FONT}", sans-serif }}'
)
DRAWING = re.compile(r"<svg(?=[\s>])(?![^>]*font-family)", re.IGNORECASE)
ROOT = re.compile(r"<html(?=[\s>])(?![^>]*\slang=)", re.IGNORECASE)

# Pango's font map is one for the process, and one page at a time also bounds the memory.
_one_at_a_time = Lock()


class WeasyprintRenderer:
    """Turns self-contained HTML into PDF. Images come as `data:` addresses; every other address is refused."""

    def render(self, html: str, *, language: str) -> bytes:
        """Return the PDF of one page of HTML.

        Args:
            html: with its styles inside; an image or sheet at another address is left out. A drawing that comes as a
                `data:` address has to name its font itself.
            language: the page's language, such as `zh_Hans` or `en`, for a page that does not name it.
        Cost: about 0.1 s a printed page, in the worker; memory is given back after each.
        """
        import weasyprint  # noqa: PLC0415 - takes a second to load, which only those who print need to wait
        from weasyprint.urls import URLFetcher  # noqa: PLC0415

        with _one_at_a_time:
            try:
                fetcher = URLFetcher(allowed_protocols=["data"], allow_redirects=False)
                page = weasyprint.HTML(string=prepared(html, language), url_fetcher=fetcher)
                style = weasyprint.CSS(string=FONT_STYLE, url_fetcher=fetcher)
                return bytes(page.write_pdf(stylesheets=[style]))
            finally:
                gc.collect()


def prepared(html: str, language: str) -> str:
    """Return the page with its language named and the font set on each drawing that sets none."""
    named = ROOT.sub(f'<html lang="{escape(language.replace("_", "-"))}"', html, count=1)
    return DRAWING.sub(f"<svg font-family=\"'{CHINESE_FONT}'\"", named)


def missing_parts() -> list[str]:
    """Return what this machine lacks for good Chinese PDF, in words for the administrator; empty when all is there."""
    from weasyprint.text import ffi  # noqa: PLC0415

    missing = [] if ffi.harfbuzz_subset else [NO_SUBSET]
    return missing if matched_family(ffi, CHINESE_FONT) == CHINESE_FONT else [*missing, NO_FONT]


def matched_family(libraries: Any, family: str) -> str:
    """Return the family that the machine takes when `family` is asked for."""
    ffi, fontconfig = libraries.ffi, libraries.fontconfig
    config, pattern = fontconfig.FcInitLoadConfigAndFonts(), fontconfig.FcPatternCreate()
    name, result, found = ffi.new("char[]", family.encode()), ffi.new("FcResult *"), ffi.new("FcChar8 **")
    fontconfig.FcPatternAddString(pattern, b"family", ffi.cast("FcChar8 *", name))
    fontconfig.FcConfigSubstitute(config, pattern, fontconfig.FcMatchPattern)
    fontconfig.FcDefaultSubstitute(pattern)
    match = fontconfig.FcFontMatch(config, pattern, result)
    try:
        if match == ffi.NULL or fontconfig.FcPatternGetString(match, b"family", 0, found) != fontconfig.FcResultMatch:
            return ""
        return bytes(ffi.string(ffi.cast("char *", found[0]))).decode()
    finally:
        if match != ffi.NULL:
            fontconfig.FcPatternDestroy(match)
        fontconfig.FcPatternDestroy(pattern)
        fontconfig.FcConfigDestroy(config)
