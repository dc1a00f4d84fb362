"""The demo's story, scene by scene, from an empty register to today."""

import time
from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

from sqlalchemy import select

from registry.models import Household, Person
from registry.operations.users import NewUser, add_user
from web import jobs
from web.demo import assistance, caseload, field_work, procedure, progress, register, upkeep
from web.demo.caseload import CaseInHand
from web.demo.courses import Sessions, plan_courses
from web.demo.goods import list_goods
from web.demo.households import DemoHousehold
from web.demo.offers import post_offers
from web.demo.pages import publish_pages
from web.demo.partners import add_partners
from web.demo.places import FIRST_TOWNSHIP
from web.demo.products import publish_products
from web.demo.protagonist import STORY_CODE
from web.demo.register import FIRST_IMPORT
from web.demo.staff import add_staff
from web.demo.stage import PASSWORD, PAUSE_DAYS, Stage
from workflows.index_documents import KINDS

FIRST_LOGIN, LAST_LOGIN = "county_officer", "household_member"
"""Added in the first and in the last scene: the first without the last tells of a load that broke off."""
T = TypeVar("T")


def play(stage: Stage, households: Sequence[DemoHousehold]) -> None:
    """Play every scene."""
    _tell(stage, "Regions, staff and partners", lambda: _open_house(stage))
    offers = _tell(stage, "Offers of help", lambda: post_offers(stage))
    products = _tell(stage, "Insurance products", lambda: publish_products(stage))
    _tell(stage, "Goods, pages, points", lambda: _open_market(stage))
    sessions = _tell(stage, "Courses", lambda: plan_courses(stage))
    _tell(stage, f"Import of {len(households):,} households", lambda: _import(stage, households))
    _tell(stage, "First round of grades", lambda: register.grade(stage, 0))
    _tell(stage, "Leads checked and decided, cases opened, caseworkers paired", lambda: _recognise(stage))
    cases = caseload.list_cases(stage, 7)
    _tell(stage, "Plans, offers and cover", lambda: _plan(stage, cases, offers, products))
    _tell(stage, "Training, work days and gifts", lambda: _get_on(stage, cases, sessions))
    _tell(stage, "What was asked for lately", lambda: _ask_lately(stage, cases, offers, sessions))
    _tell(stage, "Visits", lambda: caseload.visit_households(stage, cases))
    _tell(stage, "Import of the last quarter", lambda: register.import_second(stage, households))
    _tell(stage, "The register's upkeep", lambda: _keep_up(stage, households))
    _tell(stage, "Second round of grades", lambda: register.grade(stage, PAUSE_DAYS))
    _tell(stage, "Today's leads and pairing", lambda: _today(stage, cases))
    _tell(stage, "Duplicates, checks, lists, messages", lambda: _look_after(stage))
    _tell(stage, "The household's own log-in", lambda: _let_household_in(stage))
    _tell(stage, "Search index", lambda: jobs.reindex(stage.here, KINDS))


def _tell(stage: Stage, title: str, scene: Callable[[], T]) -> T:
    begun = time.monotonic()
    result = scene()
    stage.report(f"  {title}: {time.monotonic() - begun:.1f} s")
    return result


def _open_house(stage: Stage) -> None:
    register.lay_foundations(stage)
    add_staff(stage)
    add_partners(stage)
    upkeep.define_fields(stage, FIRST_IMPORT - 1)


def _open_market(stage: Stage) -> None:
    list_goods(stage)
    publish_pages(stage)
    progress.open_points(stage, -15)


def _import(stage: Stage, households: Sequence[DemoHousehold]) -> None:
    register.import_first(stage, households)
    with stage.direct(0) as unit:
        stage.story_id = unit.session.scalars(select(Household.id).where(Household.code == STORY_CODE)).one()


def _recognise(stage: Stage) -> None:
    leads = procedure.list_open_leads(stage, 0)
    procedure.check_leads(stage, leads, 1)
    procedure.decide_leads(stage, leads, 4)
    caseload.pair_first(stage, 6)


def _plan(stage: Stage, cases: Sequence[CaseInHand], offers: Mapping[str, int], products: Mapping[str, int]) -> None:
    assistance.ask_for_help(stage, cases, offers, products, 8)
    assistance.answer_requests(stage, 9)
    assistance.decide_cover(stage, 10)


def _get_on(stage: Stage, cases: Sequence[CaseInHand], sessions: Sessions) -> None:
    people = progress.enrol(stage, cases, sessions.held, 9)
    caseload.agree_plans(stage, cases, 11)
    caseload.carry_on(stage, cases, 24)
    assistance.deliver_help(stage, 26)
    progress.attend(stage, people, cases)
    progress.finish_courses(stage, cases)
    assistance.record_premiums(stage, 33)
    progress.earn_points(stage, cases, 12, (36, 58, 75, 90))
    progress.give_money(stage)


def _ask_lately(stage: Stage, cases: Sequence[CaseInHand], offers: Mapping[str, int], sessions: Sessions) -> None:
    assistance.ask_again(stage, cases, offers, 89)
    progress.enrol_later(stage, cases, sessions.coming, 89)


def _keep_up(stage: Stage, households: Sequence[DemoHousehold]) -> None:
    upkeep.rename_village(stage, 40)
    upkeep.answer_fields(stage, 70)
    register.import_further(stage, households)


def _look_after(stage: Stage) -> None:
    upkeep.change_families(stage, PAUSE_DAYS)
    field_work.collect(stage, PAUSE_DAYS)
    upkeep.find_duplicates(stage, PAUSE_DAYS)
    upkeep.validate(stage, PAUSE_DAYS)
    upkeep.post_lists(stage, PAUSE_DAYS)
    upkeep.freeze_rounds(stage, PAUSE_DAYS)
    upkeep.push_messages(stage, PAUSE_DAYS)
    upkeep.give_token(stage, PAUSE_DAYS)


def _today(stage: Stage, cases: Sequence[CaseInHand]) -> None:
    """Check some of the new leads, decide the most urgent ones, hand back whose caseworker is away, propose pairs."""
    leads = procedure.list_open_leads(stage, PAUSE_DAYS)
    at_home = [lead for lead in leads if lead.township == FIRST_TOWNSHIP]
    others = [lead for lead in leads if lead not in at_home]
    # The most urgent one is left untouched, so that a clock is about to break; the story's township has all kinds.
    decided, checked = others[2:13], [*at_home[:2], *others[13:16]]
    begun = [*at_home[2:3], *others[1:2], *others[16:19]]
    procedure.check_leads(stage, [*decided, *checked], PAUSE_DAYS, 7)
    procedure.start_checks(stage, begun, PAUSE_DAYS, 7)
    procedure.decide_leads(stage, decided, PAUSE_DAYS, 8)
    caseload.hand_back(stage, cases, PAUSE_DAYS)
    caseload.propose_again(stage, PAUSE_DAYS)


def _let_household_in(stage: Stage) -> None:
    with stage.act("administrator", PAUSE_DAYS) as unit:
        name = unit.session.scalars(
            select(Person.name).where(Person.household_id == stage.story_id, Person.relation == "head")
        ).one()
        new = NewUser(LAST_LOGIN, name, PASSWORD, LAST_LOGIN, household_id=stage.story_id)
        stage.users[LAST_LOGIN] = add_user(unit, new, stage.here.hasher).user_id
    upkeep.ask_for_correction(stage, LAST_LOGIN, PAUSE_DAYS)
