"""Reads of published pages. What is published is for everybody and needs no scope."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, or_, select

from development.errors import PageNotFound
from development.models import PublishedPage
from development.rules.pages import plain_words
from development.rules.words import PageKind
from foundation.paging import Page, PageRequest, fetch_page
from foundation.unit_of_work import UnitOfWork
from registry.models import Consent
from registry.rules.words import ConsentPurpose

SUMMARY_LENGTH = 160
MOST_PAGES = 100


@dataclass(frozen=True, slots=True)
class PublicPage:
    """A page as everybody reads it, in one language; `body` is clean HTML."""

    id: int
    slug: str
    kind: PageKind
    title: str
    body: str
    published_at: datetime

    @property
    def summary(self) -> str:
        words = plain_words(self.body)
        return words if len(words) <= SUMMARY_LENGTH else words[: SUMMARY_LENGTH - 1].rstrip() + "…"


def is_shown() -> ColumnElement[bool]:
    """Return the condition that a page is public now: not withdrawn, and a household's story only while it consents."""
    consents = (
        select(Consent.id)
        .where(
            Consent.household_id == PublishedPage.household_id,
            Consent.purpose == ConsentPurpose.STORY,
            Consent.withdrawn_at.is_(None),
        )
        .correlate(PublishedPage)
        .exists()
    )
    return PublishedPage.withdrawn_at.is_(None) & or_(PublishedPage.household_id.is_(None), consents)


def list_published(unit: UnitOfWork, language: str, kind: str = "", limit: int = MOST_PAGES) -> tuple[PublicPage, ...]:
    """Return the public pages in one language, newest first. Cost: 1.

    Args:
        language: `zh` or `en`.
        kind: one kind of page; empty is all.
    """
    statement = select(PublishedPage).where(is_shown())
    if kind:
        statement = statement.where(PublishedPage.kind == kind)
    rows = unit.session.scalars(
        statement.order_by(PublishedPage.published_at.desc(), PublishedPage.id.desc()).limit(limit)
    )
    return tuple(_in_language(page, language) for page in rows)


def get_published(unit: UnitOfWork, slug: str, language: str = "zh") -> PublicPage:
    """Return a public page by its address. Raises PageNotFound. Cost: 1."""
    return _get_shown(unit, PublishedPage.slug == slug, language)


def get_published_by_id(unit: UnitOfWork, page_id: int, language: str = "zh") -> PublicPage:
    """Return a public page by its id, which is what the search index keeps. Raises PageNotFound. Cost: 1."""
    return _get_shown(unit, PublishedPage.id == page_id, language)


def list_pages(unit: UnitOfWork, request: PageRequest, kind: str = "") -> Page[Row[Any]]:
    """Return a page of all pages for those who publish, withdrawn ones too, newest first. Cost: 2."""
    columns: list[Any] = [
        PublishedPage.id,
        PublishedPage.slug,
        PublishedPage.kind,
        PublishedPage.title_en,
        PublishedPage.title_zh,
        PublishedPage.published_at,
        PublishedPage.withdrawn_at,
        is_shown().label("is_shown"),
    ]
    statement = select(*columns)
    if kind:
        statement = statement.where(PublishedPage.kind == kind)
    sortable = {"title": PublishedPage.title_en, "published": PublishedPage.published_at}
    order: list[Any] = [PublishedPage.published_at.desc(), PublishedPage.id.desc()]
    return fetch_page(unit.session, statement, request, sortable, order)


def get_page(unit: UnitOfWork, page_id: int) -> PublishedPage:
    """Return a page with both languages for those who publish, shown or not. Raises PageNotFound. Cost: 1."""
    page = unit.session.get(PublishedPage, page_id)
    if page is None:
        raise PageNotFound()
    return page


def _get_shown(unit: UnitOfWork, condition: ColumnElement[bool], language: str) -> PublicPage:
    page = unit.session.scalar(select(PublishedPage).where(condition, is_shown()))
    if page is None:
        raise PageNotFound()
    return _in_language(page, language)


def _in_language(page: PublishedPage, language: str) -> PublicPage:
    title, body = (page.title_en, page.body_en) if language == "en" else (page.title_zh, page.body_zh)
    return PublicPage(page.id, page.slug, page.kind, title, body, page.published_at)
