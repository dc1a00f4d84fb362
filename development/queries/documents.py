"""Pages as the search index sees them: both languages, and only what everybody may read now."""

from collections.abc import Iterator, Sequence

from sqlalchemy import select

from development.models import PublishedPage
from development.queries.pages import is_shown
from development.rules.pages import plain_words
from foundation.ports import SearchDocument
from foundation.unit_of_work import UnitOfWork


def iterate_page_documents(unit: UnitOfWork, keys: Sequence[int] | None = None) -> Iterator[SearchDocument]:
    """Yield one document for each page that is public now. Cost: 1 streamed statement."""
    statement = select(
        PublishedPage.id,
        PublishedPage.title_en,
        PublishedPage.title_zh,
        PublishedPage.body_en,
        PublishedPage.body_zh,
    ).where(is_shown())
    if keys is not None:
        statement = statement.where(PublishedPage.id.in_(keys))
    for row in unit.session.execute(statement.execution_options(yield_per=200)):
        yield SearchDocument(
            kind="page",
            key=row.id,
            title=f"{row.title_zh} · {row.title_en}",
            body=f"{plain_words(row.body_zh)} {plain_words(row.body_en)}",
            is_public=True,
        )


def list_story_ids(unit: UnitOfWork, household_id: int) -> Sequence[int]:
    """Return the pages that tell a household's story, shown or not. Cost: 1."""
    statement = select(PublishedPage.id).where(PublishedPage.household_id == household_id)
    return unit.session.scalars(statement.order_by(PublishedPage.id)).all()
