"""Pages for everybody: published clean, withdrawn for good, and a story only while the household consents."""

from dataclasses import replace

import pytest

from development.errors import AddressTaken, NotForPublic, PageNotFound
from development.operations.pages import publish_page, withdraw_page
from development.queries.documents import iterate_page_documents
from development.queries.pages import (
    get_page,
    get_published,
    get_published_by_id,
    list_pages,
    list_published,
)
from development.rules.pages import PageDraft
from development.rules.words import PageKind
from foundation.actor import VISITOR
from foundation.outbox import Effect
from foundation.paging import PageRequest
from foundation.unit_of_work import UnitOfWork
from registry.errors import ConsentMissing, HouseholdNotFound
from registry.operations.consents import give_consent, withdraw_consent
from registry.rules.words import ConsentPurpose
from tests.builders.world import World

DRAFT = PageDraft("rice-training", PageKind.NOTICE, "Rice training", "水稻培训", "Come on Monday.", "周一来。")


def test_a_visitor_reads_a_published_page_in_either_language(unit: UnitOfWork, world: World) -> None:
    unit.actor = world.actor(unit, "county_officer")
    fact = publish_page(unit, DRAFT)
    unit.actor = VISITOR
    assert get_published(unit, "rice-training", "en").body == "<p>Come on Monday.</p>"
    assert get_published_by_id(unit, fact.page_id).title == "水稻培训"
    assert [page.summary for page in list_published(unit, "en")] == ["Come on Monday."]
    assert list_published(unit, "en", kind="policy") == ()


def test_publishing_and_withdrawing_tell_the_search_index(unit: UnitOfWork, world: World) -> None:
    fact = publish_page(unit, DRAFT)
    effect = Effect("index_document", {"kind": "page", "key": fact.page_id}, lock="index", queue="index")
    assert unit.effects == [effect]
    withdraw_page(unit, fact.page_id)
    assert unit.effects == [effect, effect]
    assert list(iterate_page_documents(unit, [fact.page_id])) == []


def test_the_search_index_gets_the_words_of_both_languages(unit: UnitOfWork, world: World) -> None:
    fact = publish_page(unit, DRAFT)
    (document,) = iterate_page_documents(unit)
    assert (document.kind, document.key, document.is_public) == ("page", fact.page_id, True)
    assert (document.title, document.body) == ("水稻培训 · Rice training", "周一来。 Come on Monday.")


def test_a_page_with_a_phone_number_is_not_published(unit: UnitOfWork, world: World) -> None:
    with pytest.raises(NotForPublic):
        publish_page(unit, replace(DRAFT, body_en="Call 138 0000 0000"))
    assert unit.effects == []


def test_an_address_is_used_once(unit: UnitOfWork, world: World) -> None:
    publish_page(unit, DRAFT)
    with pytest.raises(AddressTaken):
        publish_page(unit, DRAFT)


def test_a_withdrawn_page_is_gone_for_readers_and_kept_for_the_office(unit: UnitOfWork, world: World) -> None:
    fact = publish_page(unit, DRAFT)
    assert withdraw_page(unit, fact.page_id).is_new
    assert not withdraw_page(unit, fact.page_id).is_new
    with pytest.raises(PageNotFound):
        get_published(unit, "rice-training")
    assert get_page(unit, fact.page_id).withdrawn_at == unit.now
    (row,) = list_pages(unit, PageRequest()).rows
    assert not row.is_shown


def test_a_page_that_never_was_is_not_found(unit: UnitOfWork) -> None:
    for read in (lambda: get_published(unit, "nothing"), lambda: get_page(unit, 0), lambda: withdraw_page(unit, 0)):
        with pytest.raises(PageNotFound):
            read()


def test_a_story_is_public_only_while_the_household_consents(unit: UnitOfWork, world: World) -> None:
    household_id = world.households["A-001"]
    story = replace(DRAFT, kind=PageKind.STORY, household_id=household_id)
    with pytest.raises(ConsentMissing):
        publish_page(unit, story)
    give_consent(unit, household_id, ConsentPurpose.STORY, "陈桂英")
    publish_page(unit, story)
    assert get_published(unit, "rice-training").kind is PageKind.STORY
    withdraw_consent(unit, household_id, ConsentPurpose.STORY)
    with pytest.raises(PageNotFound):
        get_published(unit, "rice-training")
    assert list_published(unit, "zh") == ()


def test_nobody_publishes_the_story_of_a_household_outside_the_own_area(unit: UnitOfWork, world: World) -> None:
    unit.actor = world.actor(unit, "township_reviewer")
    with pytest.raises(HouseholdNotFound):
        publish_page(unit, replace(DRAFT, kind=PageKind.STORY, household_id=world.households["B-001"]))
