"""What a page must have to be published, and how its text is cleaned."""

import html
import re
from dataclasses import dataclass

import nh3

from development.errors import BadPage
from development.rules.forbidden import check_publishable
from development.rules.words import PageKind
from foundation.wording import mark

TAGS = {"p", "br", "h2", "h3", "ul", "ol", "li", "strong", "em", "blockquote", "a"}
MARKUP = re.compile(r"</?(?:p|br|h[1-6]|ul|ol|li|strong|em|b|i|blockquote|a|div|span)\b", re.IGNORECASE)
SLUG = re.compile(r"^[a-z0-9]+(-[a-z0-9]+)*$")
LONGEST_SLUG = 80
LONGEST_TITLE = 160


@dataclass(frozen=True, slots=True)
class PageDraft:
    """A page to be published.

    Args:
        slug: its address: small letters, digits and hyphens.
        body_en, body_zh: HTML, or plain text whose paragraphs are separated by blank lines.
        household_id: whose story it is; only a story has one, and readers never see it.
    """

    slug: str
    kind: PageKind
    title_en: str
    title_zh: str
    body_en: str
    body_zh: str
    household_id: int | None = None


def prepare_page(draft: PageDraft) -> PageDraft:
    """Return the page as it will be shown, cleaned of everything but simple markup.

    Raises: BadPage, NotForPublic.
    """
    if not SLUG.match(draft.slug) or len(draft.slug) > LONGEST_SLUG:
        raise BadPage(mark("The address takes small letters, digits and hyphens."), field="slug")
    if draft.household_id is not None and draft.kind is not PageKind.STORY:
        raise BadPage(mark("Only a story is about a household."), field="kind")
    ready = PageDraft(
        slug=draft.slug,
        kind=draft.kind,
        title_en=_title(draft.title_en, "title_en"),
        title_zh=_title(draft.title_zh, "title_zh"),
        body_en=_body(draft.body_en, "body_en"),
        body_zh=_body(draft.body_zh, "body_zh"),
        household_id=draft.household_id,
    )
    check_publishable(title_en=ready.title_en, title_zh=ready.title_zh, body_en=ready.body_en, body_zh=ready.body_zh)
    return ready


def clean_html(text: str) -> str:
    """Return `text` as safe HTML: simple markup is kept, plain text becomes paragraphs."""
    marked_up = text if MARKUP.search(text) else _paragraphs(text)
    return nh3.clean(
        marked_up,
        tags=TAGS,
        attributes={"a": {"href"}},
        url_schemes={"http", "https"},
        link_rel="noopener noreferrer",
    ).strip()


def plain_words(body: str) -> str:
    """Return the words of a cleaned body, for search and summaries."""
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", body)).split())


def _title(text: str, field: str) -> str:
    title = " ".join(text.split())
    if not title or len(title) > LONGEST_TITLE:
        raise BadPage(mark("A title has between 1 and %(most)s characters."), field=field, most=LONGEST_TITLE)
    return title


def _body(text: str, field: str) -> str:
    body = clean_html(text)
    if not plain_words(body):
        raise BadPage(mark("The page has no text in this language."), field=field)
    return body


def _paragraphs(text: str) -> str:
    blocks = [block.strip() for block in re.split(r"\n\s*\n", text.replace("\r\n", "\n")) if block.strip()]
    return "\n".join(f"<p>{html.escape(block).replace(chr(10), '<br>')}</p>" for block in blocks)
