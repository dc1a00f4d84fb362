"""The demo: what is made up is valid and always the same, and its story goes through the house's own doors."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import func, or_, select

from casework.models import CaseFile, Lead
from foundation.audit import AuditEntry, broken_links, count_entries
from foundation.clock import FixedClock
from foundation.identifiers import parse_id_number
from foundation.unit_of_work import UnitOfWork
from gateways.embedded_postgres import create_database, drop_database
from ledger.queries import drifted_accounts, unbalanced_journals
from registry.models import (
    ApiToken,
    CorrectionRequest,
    ExtraField,
    Household,
    HouseholdChange,
    ImportContradiction,
    ImportIssue,
    ImportRun,
    LinkPair,
    Message,
    PostedList,
    QualityException,
    QualityFinding,
    QualityRules,
    RegionChange,
    StatisticsRound,
    Submission,
)
from registry.operations.users import log_in
from registry.queries.users import find_signed_in_user, find_user_by_login
from registry.rules.statistics.words import RoundState
from registry.rules.words import Relation
from reports.household_file.rows import HouseholdFile, read_household_file
from tests.builders.world import NOW
from tests.conftest import open_engine
from tests.web.conftest import make_settings
from web.demo import demo_logins, load_demo
from web.demo.households import DemoHousehold, draw_households
from web.demo.people import FIRST_ORDER
from web.demo.places import COUNTY, region_lines, townships, villages
from web.demo.protagonist import STORY_CODE
from web.demo.register import lay_foundations
from web.demo.source import surveyed_households
from web.demo.staff import add_staff, caseworkers
from web.demo.stage import PASSWORD, SYSTEM, Stage
from web.demo.upkeep import ASKED
from web.schema import upgrade
from web.services import Services, build_services

TODAY = date(2026, 6, 15)
LINE_YUAN = 8_800
COUNT = 60


@pytest.fixture(scope="module")
def households() -> list[DemoHousehold]:
    return draw_households(TODAY)


def test_the_same_households_are_drawn_each_time_whatever_their_number(households):
    assert draw_households(TODAY) == households
    assert draw_households(TODAY, COUNT) == households[:COUNT]


def test_every_answer_of_the_survey_is_there(households):
    assert sorted(one.survey.number for one in households) == list(range(1, len(surveyed_households()) + 1))
    for one in households:
        survey, head = one.survey, one.members[0]
        assert survey.members in (None, len(one.members))
        assert survey.head_age in (None, head.age)
        assert survey.is_head_male in (None, head.is_male)
        assert survey.rice_mu in (None, one.rice_mu)


def test_every_household_has_one_head_and_a_family_that_could_be(households):
    for one in households:
        relations = Counter(member.relation for member in one.members)
        head = one.members[0]
        assert relations[Relation.HEAD] == 1
        assert head.relation == Relation.HEAD
        assert relations[Relation.SPOUSE] <= 1
        assert relations[Relation.PARENT] <= 2
        assert all(head.age - member.age >= 18 for member in one.members if member.relation == Relation.CHILD)
        assert all(member.age - head.age >= 18 for member in one.members if member.relation == Relation.PARENT)


def test_id_numbers_are_well_formed_fit_the_person_and_can_belong_to_nobody(households):
    people = [member for one in households for member in one.members]
    assert len({member.id_number for member in people}) == len(people)
    for member in people:
        number = parse_id_number(member.id_number)
        assert number is not None
        assert (number.born_on, number.is_male, number.division) == (member.born_on, member.is_male, COUNTY)
        assert int(member.id_number[14:17]) >= FIRST_ORDER
        born_on = member.born_on
        years = TODAY.year - born_on.year - ((TODAY.month, TODAY.day) < (born_on.month, born_on.day))
        assert years == member.age


def test_telephone_numbers_start_as_no_mobile_number_does(households):
    phones = [member.phone for one in households for member in one.members if member.phone]
    assert len(set(phones)) == len(phones)
    assert all(phone.startswith("100") and len(phone) == 11 for phone in phones)


def test_three_to_five_in_a_hundred_live_below_the_line(households):
    def per_head(one: DemoHousehold) -> float:
        signs = {"business_cost": -1}
        lines = (line for line in one.income if line.months_ago <= 12)
        return sum(signs.get(line.kind, 1) * line.minor for line in lines) / 100 / len(one.members)

    below = sum(per_head(one) < LINE_YUAN for one in households) / len(households)
    assert 0.03 <= below <= 0.05


def test_what_is_made_up_is_named_in_a_text_that_the_register_can_hold(households):
    assert all(len(one.generated) <= 200 for one in households)
    unknown = [one for one in households if one.survey.head_age is None]
    assert unknown
    assert all("age" in one.generated.split(", ") for one in unknown)


def test_villages_lie_in_real_townships_under_codes_that_no_real_village_has():
    assert len(villages()) == 44
    assert len(townships()) >= 6
    assert all(line.name.endswith(("镇", "乡")) for line in townships())
    assert len({village.code for village in villages()}) == 44
    assert all(len(village.code) == 12 and village.code[9] == "9" for village in villages())
    codes = [line.code for line in region_lines()]
    assert len(set(codes)) == len(codes)


def test_there_are_two_dozen_caseworkers_with_room_for_six_to_ten_some_of_them_away():
    found = caseworkers()
    assert len(found) == 24
    assert all(6 <= worker.capacity <= 10 for worker in found)
    assert 3 <= sum(worker.is_away(92) for worker in found) <= 8


@dataclass(frozen=True)
class Loaded:
    here: Services
    told: list[str]
    entries: int


@pytest.fixture(scope="module")
def loaded(server_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Loaded]:
    """A small demo in a database of its own."""
    url = create_database(server_url, f"demo_{id(server_url)}")
    engine = open_engine(url)
    upgrade(engine)
    here = build_services(make_settings(url, tmp_path_factory.mktemp("demo")), engine, FixedClock(NOW))
    told: list[str] = []
    assert load_demo(here, told.append, COUNT).is_new
    with here.units.begin(SYSTEM, read_only=True) as unit:
        entries = count_entries(unit.session)
    yield Loaded(here, told, entries)
    engine.dispose()
    drop_database(server_url, f"demo_{id(server_url)}")


@pytest.fixture
def demo(loaded: Loaded) -> Iterator[UnitOfWork]:
    with loaded.here.units.begin(SYSTEM, read_only=True) as unit:
        yield unit


@pytest.fixture
def story(loaded: Loaded, demo: UnitOfWork) -> HouseholdFile:
    """The story's file as its own caseworker reads it."""
    household_id = demo.session.scalars(select(Household.id).where(Household.code == STORY_CODE)).one()
    found = find_signed_in_user(demo, find_user_by_login(demo, "caseworker").id)
    with loaded.here.units.begin(found.actor, read_only=True) as unit:
        return read_household_file(unit, household_id)


@pytest.mark.slow
def test_the_demo_is_loaded_once_and_tells_its_steps(loaded):
    again: list[str] = []
    second = load_demo(loaded.here, again.append, COUNT)
    # One was recorded twice and one split: both are there beside those that were asked for.
    assert (second.is_new, second.is_whole, second.households) == (False, True, COUNT + 2)
    assert len(again) == 1
    assert len(loaded.told) > 10
    with loaded.here.units.begin(SYSTEM, read_only=True) as unit:
        assert count_entries(unit.session) == loaded.entries


@pytest.mark.slow
def test_the_imports_were_taken_without_an_error(demo):
    runs = demo.session.scalars(select(ImportRun).order_by(ImportRun.id)).all()
    assert [run.state.value for run in runs] == [*["committed"] * 4, "undone", "staged"]
    assert not demo.session.scalars(select(ImportIssue).where(ImportIssue.is_error)).all()
    assert demo.session.scalar(select(func.count()).where(Household.is_generated.is_(False))) == 0
    extra = demo.session.scalars(select(Household.extra).where(Household.code == STORY_CODE)).one()
    assert extra["disaster_percent"] == 50
    assert "income" in extra["generated"]


@pytest.mark.slow
def test_the_story_household_has_something_from_every_room(story):
    assert story.standing.colour == "orange"
    assert story.plan.case.caseworker == "刘国华"
    assert {measure.source_kind for measure in story.plan.measures} >= {
        "assistance_request",
        "cover_application",
        "course_session",
    }
    assert not story.plan.missing
    assert len(story.plan.visits) >= 3
    assert sorted(request.state for request in story.help.requests) == ["delivered", "delivered", "requested"]
    (cover,) = story.help.cover
    assert cover.row.state == "accepted"
    assert len(cover.parts) == 4
    assert sum(part.amount.minor for part in cover.parts) == cover.row.premium.minor
    assert sorted(row.state for row in story.help.attendance) == ["attended", "enrolled"]
    assert story.help.points.balance > 0
    assert story.events


@pytest.mark.slow
def test_each_place_of_the_register_has_something_to_show(demo):
    def count(model, *conditions):
        return demo.session.scalar(select(func.count()).select_from(model).where(*conditions))

    states = set(demo.session.scalars(select(Submission.state)))
    assert {state.value for state in states} == {"waiting", "staged", "conflict"}
    assert count(LinkPair, LinkPair.state == "open") >= 1
    assert count(QualityFinding, QualityFinding.cleared_at.is_(None)) > 5
    assert {kind.value for kind in demo.session.scalars(select(HouseholdChange.kind))} == {"birth", "split", "move"}
    assert {one.value for one in demo.session.scalars(select(PostedList.state))} == {"draft", "published"}
    for model in (ExtraField, QualityException, QualityRules, RegionChange, ImportContradiction, Message, ApiToken):
        assert count(model) >= 1, model
    assert count(CorrectionRequest) == 1
    states = demo.session.scalars(select(StatisticsRound.state)).all()
    assert states == [RoundState.FROZEN] * 2
    asked = demo.session.scalars(select(Household.extra["grain_store"]).where(Household.extra.has_key("grain_store")))
    assert len(asked.all()) == ASKED


@pytest.mark.slow
def test_what_the_poverty_measures_ask_is_known_of_everybody_surveyed(demo):
    asked = (Household.cooking_fuel, Household.sanitation, Household.assets, Household.is_shell_sound)
    surveyed = Household.extra.has_key("survey_row")
    missing = select(func.count()).select_from(Household).where(surveyed, or_(*(one.is_(None) for one in asked)))
    assert demo.session.scalar(missing) == 0


@pytest.mark.slow
def test_nobody_decided_on_what_they_checked_themselves(demo):
    leads = demo.session.scalars(select(Lead).where(Lead.verified_by_id.is_not(None), Lead.decided_by_id.is_not(None)))
    decided = leads.all()
    assert decided
    assert all(lead.verified_by_id != lead.decided_by_id for lead in decided)
    assert demo.session.scalar(select(func.count()).select_from(CaseFile)) >= 3


@pytest.mark.slow
def test_what_people_did_was_done_by_people(demo):
    acts = ("verify_lead", "settle_payment", "accept_cover_application", "confirm_entry", "record_visit")
    for act in acts:
        actors = demo.session.scalars(select(AuditEntry.actor_id).where(AuditEntry.action == act)).all()
        assert actors, act
        assert None not in actors, act


@pytest.mark.slow
def test_the_audit_chain_and_the_ledger_are_whole(demo):
    assert list(broken_links(demo.session)) == []
    assert list(unbalanced_journals(demo)) == []
    assert list(drifted_accounts(demo)) == []


@pytest.mark.slow
@pytest.mark.parametrize("login", [one.login for one in demo_logins()])
def test_there_is_a_log_in_for_each_kind_of_user(loaded, login):
    here = loaded.here
    with here.units.begin(SYSTEM) as unit:
        entered = log_in(unit, login, PASSWORD, here.hasher, here.lockout)
        assert entered is not None
        found = find_signed_in_user(unit, entered.user_id)
    assert found.actor.roles == (login,)
    assert found.actor.permissions


@pytest.mark.slow
def test_offers_goods_and_pages_can_be_searched(loaded):
    search = loaded.here.search
    for words, kind in (("稻种", "offer"), ("白莲", "listing"), ("保险", "page")):
        hits, total = search.find(words, kinds=[kind], areas=None)
        assert total, words
        assert hits[0].kind == kind


def test_the_demo_leaves_a_register_that_is_in_use_alone(engine, tmp_path: Path):
    url = engine.url.render_as_string(hide_password=False)
    here = build_services(make_settings(url, tmp_path), engine, FixedClock(NOW))
    told: list[str] = []
    found = load_demo(here, told.append)
    assert (found.is_new, found.households) == (False, 5)
    assert len(told) == 1


def test_a_load_that_broke_off_early_is_not_begun_again(server_url: str, tmp_path: Path):
    url = create_database(server_url, f"broken_{id(tmp_path)}")
    engine = open_engine(url)
    upgrade(engine)
    here = build_services(make_settings(url, tmp_path), engine, FixedClock(NOW))
    stage = Stage(here, NOW, print)
    lay_foundations(stage)
    add_staff(stage)
    told: list[str] = []
    found = load_demo(here, told.append)
    engine.dispose()
    drop_database(server_url, f"broken_{id(tmp_path)}")
    assert (found.is_new, found.is_whole, found.households) == (False, False, 0)
    assert "interrupted" in told[0]
