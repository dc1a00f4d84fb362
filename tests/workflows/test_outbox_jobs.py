"""Effects leave the house after the commit: the worker indexes what became true and forgets what was withdrawn."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from development.operations.pages import publish_page
from development.rules.pages import PageDraft
from development.rules.words import PageKind
from foundation.actor import system_actor
from foundation.clock import FixedClock
from foundation.unit_of_work import Units
from registry.operations.consents import give_consent, withdraw_consent
from registry.rules.words import ConsentPurpose
from tests.builders.effects import carry_out
from tests.builders.main_job import MainJob
from tests.builders.world import NOW, World
from tests.web.conftest import make_settings
from web.jobs import reindex
from web.services import Services, build_services
from workflows.index_documents import KINDS

SYSTEM = system_actor("test")


@pytest.fixture
def here(engine: Engine, tmp_path: Path) -> Iterator[Services]:
    url = engine.url.render_as_string(hide_password=False)
    yield build_services(make_settings(url, tmp_path), engine, FixedClock(NOW))


def titles(here: Services, words: str) -> list[str]:
    return [hit.title for hit in here.search.find(words, kinds=KINDS, areas=None)[0]]


def test_an_offer_is_found_by_everybody_in_both_languages(here: Services, units: Units, world: World) -> None:
    MainJob(units, world).partners_offer()
    carry_out(here)
    assert len(titles(here, "竹编")) == len(titles(here, "bamboo")) == 1


def test_a_story_is_gone_once_its_household_withdraws(here: Services, units: Units, world: World) -> None:
    household_id = world.households["A-001"]
    with units.begin(SYSTEM) as unit:
        give_consent(unit, household_id, ConsentPurpose.STORY, "陈桂英")
        story = PageDraft(
            "tea-hill",
            PageKind.STORY,
            "A tea hill",
            "一座茶山",
            "<p>She planted tea.</p>",
            "<p>她种下茶树。</p>",
            household_id,
        )
        publish_page(unit, story)
    carry_out(here)
    assert len(titles(here, "茶山")) == 1
    with units.begin(SYSTEM) as unit:
        withdraw_consent(unit, household_id, ConsentPurpose.STORY)
    carry_out(here)
    assert titles(here, "茶山") == []


def test_the_index_can_always_be_made_again(here: Services, units: Units, world: World) -> None:
    MainJob(units, world).partners_offer()
    carry_out(here)
    here.search.clear()
    assert titles(here, "竹编") == []
    assert reindex(here, KINDS) == 1
    assert len(titles(here, "竹编")) == 1
