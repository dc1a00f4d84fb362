"""Published pages as the search index sees them: both languages in one document."""

from collections.abc import Iterator, Sequence

from sqlalchemy import select

from development.models import PublishedPage
from development.queries.pages import is_shown
from development.rules.pages import plain_words
from foundation.ports import SearchDocument
from foundation.unit_of_work import UnitOfWork


def iterate_page_documents(unit: UnitOfWork, keys: Sequence[int] | None = None) -> Iterator[SearchDocument]:
    """Yield one document for each public page, or for those with the given ids. Cost: 1."""
    statement = select(PublishedPage).where(is_shown())
    if keys is not None:
        statement = statement.where(PublishedPage.id.in_(keys))
    for page in unit.session.scalars(statement):
        yield SearchDocument(
            kind="page",
            key=page.id,
            title=f"{page.title_zh} · {page.title_en}",
            body=f"{plain_words(page.body_zh)} {plain_words(page.body_en)}",
            is_public=True,
        )
