"""Lists posted in a village: prepared by one person, published by another, gone by themselves."""

import secrets
from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Row, insert, update

from foundation.identifiers import masked_name
from foundation.scope import covers
from foundation.unit_of_work import UnitOfWork
from registry.errors import OutsideArea
from registry.models import PostedList, PostedRow
from registry.queries.postings import find_households_of, get_posting, list_objections
from registry.queries.regions import get_region
from registry.rules.posting.errors import (
    HouseholdsUnknown,
    NothingToPost,
    PostingNotInState,
    PostingRefused,
    PostingTooShort,
    SamePersonPublishes,
)
from registry.rules.posting.periods import SHORTEST_DAYS, first_end, is_long_enough
from registry.rules.posting.words import STEPS, PostingKind, PostingState


def prepare_posting(
    unit: UnitOfWork,
    village_code: str,
    kind: PostingKind,
    codes: Sequence[str],
    *,
    category: str,
    note: str,
    contact: str,
    starts_on: date,
    ends_on: date,
) -> int:
    """Draft a list of households of one village from the register; return its id.

    The names are masked here: the whole ones never reach the list.

    Args:
        codes: the households' codes; each is listed once.
        category: what the households are listed as, the same for all.
        contact: whom to object to; an office and its fixed line.
    Raises: RegionNotFound, OutsideArea, PostingTooShort, NothingToPost, HouseholdsUnknown.
    Writes: posted_list, posted_row, audit. Cost: 5 statements.
    """
    village = get_region(unit, village_code)
    if not covers(unit.actor, village.path):
        raise OutsideArea(field="village_code")
    if not is_long_enough(starts_on, ends_on):
        raise PostingTooShort(field="ends_on", days=SHORTEST_DAYS, first=first_end(starts_on))
    wanted = list(dict.fromkeys(code.strip() for code in codes if code.strip()))
    if not wanted:
        raise NothingToPost(field="codes")
    found = {row.code: row for row in find_households_of(unit, village.path, wanted)}
    missing = [code for code in wanted if code not in found]
    if missing:
        raise HouseholdsUnknown(field="codes", codes=", ".join(missing[:10]))
    posting = PostedList(
        key=secrets.token_urlsafe(18),
        region_path=village.path,
        village_code=village.code,
        kind=kind,
        state=PostingState.DRAFT,
        note=note,
        contact=contact,
        starts_on=starts_on,
        ends_on=ends_on,
        prepared_at=unit.now,
        prepared_by_id=unit.actor.user_id,
        prepared_by=unit.actor.name[:120],
    )
    unit.session.add(posting)
    unit.session.flush()
    rows = [_row(posting, found[code], village.name, category) for code in wanted]
    unit.session.execute(insert(PostedRow), rows)
    unit.note("prepare_posting", "posted_list", posting.id, region_path=village.path, households=len(rows))
    return posting.id


def _row(posting: PostedList, household: Row[Any], place: str, category: str) -> dict[str, Any]:
    """Return one household as the public sees it."""
    return {
        "posted_list_id": posting.id,
        "household_id": household.id,
        "region_path": household.region_path,
        "place": place,
        "masked_name": masked_name(household.head or ""),
        "members": household.members,
        "category": category,
    }


def publish_posting(unit: UnitOfWork, posting_id: int) -> None:
    """Publish a draft that the publisher has nothing against.

    Raises: PostingNotFound, PostingNotInState, SamePersonPublishes, PostingRefused, PostingTooShort when it would by
        now end too soon. Writes: posted_list, audit.
    """
    posting = get_posting(unit, posting_id, lock=True)
    _require_step(posting, PostingState.PUBLISHED)
    if posting.prepared_by_id is not None and posting.prepared_by_id == unit.actor.user_id:
        raise SamePersonPublishes()
    starts_on = max(posting.starts_on, unit.today)
    if not is_long_enough(starts_on, posting.ends_on):
        raise PostingTooShort(days=SHORTEST_DAYS, first=first_end(starts_on))
    objections = list_objections(unit, posting)
    if objections:
        raise PostingRefused(count=len(objections))
    posting.starts_on = starts_on
    posting.state = PostingState.PUBLISHED
    posting.published_at = unit.now
    posting.published_by = unit.actor.name[:120]
    unit.note("publish_posting", "posted_list", posting.id, region_path=posting.region_path)


def take_down_posting(unit: UnitOfWork, posting_id: int, reason: str) -> None:
    """Take a published list down at once, or discard a draft.

    Raises: PostingNotFound, PostingNotInState. Writes: posted_list, audit.
    """
    posting = get_posting(unit, posting_id, lock=True)
    is_draft = posting.state is PostingState.DRAFT
    step = PostingState.DISCARDED if is_draft else PostingState.WITHDRAWN
    _require_step(posting, step)
    posting.state = step
    posting.taken_down_at = unit.now
    posting.taken_down_by = unit.actor.name[:120]
    posting.taken_down_why = reason[:200]
    unit.note("take_down_posting", "posted_list", posting.id, region_path=posting.region_path, reason=reason)


def end_postings(unit: UnitOfWork) -> int:
    """Take down every list whose last day is over; return how many. Writes: posted_list, audit. Cost: 1."""
    ended = unit.session.execute(
        update(PostedList)
        .where(PostedList.state == PostingState.PUBLISHED, PostedList.ends_on <= unit.today)
        .values(state=PostingState.ENDED, taken_down_at=unit.now, taken_down_by=unit.actor.name[:120])
        .returning(PostedList.id, PostedList.region_path)
    ).all()
    for posting_id, region_path in ended:
        unit.note("end_posting", "posted_list", posting_id, region_path=region_path)
    return len(ended)


def _require_step(posting: PostedList, step: PostingState) -> None:
    if step not in STEPS[posting.state]:
        raise PostingNotInState(state=posting.state.label)
