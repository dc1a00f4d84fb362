"""Publishing pages for everybody and taking them down."""

from sqlalchemy.dialects.postgresql import insert

from development.errors import AddressTaken
from development.models import PublishedPage
from development.queries.pages import get_page
from development.rules.facts import PagePublished, PageWithdrawn
from development.rules.pages import PageDraft, prepare_page
from foundation.unit_of_work import UnitOfWork
from registry.queries.consents import require_consent
from registry.queries.households import get_household
from registry.rules.words import ConsentPurpose


def publish_page(unit: UnitOfWork, draft: PageDraft) -> PagePublished:
    """Publish a page, cleaned. A household's story needs its consent, and disappears when the consent is withdrawn.

    Raises: BadPage, NotForPublic, HouseholdNotFound, ConsentMissing, AddressTaken.
    Writes: published_page, audit; defers the search index.
    """
    ready = prepare_page(draft)
    region_path = None
    if ready.household_id is not None:
        region_path = get_household(unit, ready.household_id).region_path
        require_consent(unit, ready.household_id, ConsentPurpose.STORY)
    page_id = unit.session.scalar(
        insert(PublishedPage)
        .values(
            slug=ready.slug,
            kind=ready.kind,
            title_en=ready.title_en,
            title_zh=ready.title_zh,
            body_en=ready.body_en,
            body_zh=ready.body_zh,
            household_id=ready.household_id,
            region_path=region_path,
            published_at=unit.now,
            published_by_id=unit.actor.user_id,
        )
        .on_conflict_do_nothing(index_elements=["slug"])
        .returning(PublishedPage.id)
    )
    if page_id is None:
        raise AddressTaken(slug=ready.slug)
    unit.note(
        "publish_page", "published_page", page_id, region_path=region_path, slug=ready.slug, kind=ready.kind.value
    )
    unit.defer("index_document", queue="index", lock="index", kind="page", key=page_id)
    return PagePublished(page_id, ready.slug)


def withdraw_page(unit: UnitOfWork, page_id: int) -> PageWithdrawn:
    """Take a page down; its address stays taken. Repeating it changes nothing.

    Raises: PageNotFound. Writes: published_page, audit; defers the search index.
    """
    page = get_page(unit, page_id)
    if page.withdrawn_at is not None:
        return PageWithdrawn(page.id, is_new=False)
    page.withdrawn_at = unit.now
    unit.session.flush()
    unit.note("withdraw_page", "published_page", page.id, region_path=page.region_path, slug=page.slug)
    unit.defer("index_document", queue="index", lock="index", kind="page", key=page.id)
    return PageWithdrawn(page.id, is_new=True)
