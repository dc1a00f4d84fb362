"""The upkeep of the register in the demo: own fields, regions and families that change, duplicates, checks, lists.

Everybody who is recorded here is made up, as everybody else in the demo is.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from sqlalchemy import select

from foundation.unit_of_work import UnitOfWork
from registry.linkage_run import link_people
from registry.models import Household, Person, QualityFinding, Standing
from registry.operations.api_tokens import make_token
from registry.operations.changes import move_household, record_birth, split_household
from registry.operations.corrections import ask_correction
from registry.operations.editing import edit_household
from registry.operations.fields import define_field
from registry.operations.linkage.runs import request_run
from registry.operations.messages import subscribe
from registry.operations.postings import prepare_posting, publish_posting
from registry.operations.quality.exceptions import grant_exception
from registry.operations.quality.rules import store_rules
from registry.operations.region_changes import rename_region
from registry.operations.statistics import request_round
from registry.rules.api_tokens import ApiScope
from registry.rules.changes_input import NewHome, NewMember, Occasion
from registry.rules.edits import Edit
from registry.rules.fields import FieldDefinition, FieldEntity, FieldKind, FieldOption
from registry.rules.linkage.words import LinkRunKind
from registry.rules.messages import Cadence, Topic
from registry.rules.posting.words import PostingKind
from registry.rules.privacy.corrections import CorrectionAbout
from registry.rules.words import RegionLevel, Relation, Sex
from reports.bulletin.figures import count_figures
from reports.bulletin.tables import TABLES, place_tables
from reports.pushed_figures.rows import read_topic
from web.demo.households import DemoHousehold
from web.demo.places import COUNTY_PATH, FIRST_TOWNSHIP, villages
from web.demo.stage import SYSTEM, Stage
from web.letters import compose_digest
from workflows.freeze_statistics import freeze_statistics
from workflows.push_figures import push_figures
from workflows.restructure_household import restructure
from workflows.validate_registry import validate_registry

OWN_FIELDS = (
    FieldDefinition(
        "grain_store", FieldEntity.HOUSEHOLD, FieldKind.NUMBER, "Grain in store", "存粮", unit="kg", low=0, high=20_000
    ),
    FieldDefinition("has_broadband", FieldEntity.HOUSEHOLD, FieldKind.FLAG, "Broadband in the house", "是否接入宽带"),
    FieldDefinition(
        "heating",
        FieldEntity.HOUSEHOLD,
        FieldKind.CODE,
        "How the house is heated in winter",
        "冬季取暖方式",
        options=(
            FieldOption("electric", "Electric heater", "电取暖"),
            FieldOption("charcoal", "Charcoal", "木炭"),
            FieldOption("none", "Not at all", "不取暖"),
        ),
    ),
)
ASKED = 24
"""Households of the story's township that the county's own fields were asked of."""
OWN_RULES = """
[[rule]]
id = "county_grain"
severity = "low"
subject = "household"
when = "extra.grain_store > 2000"
title.en = "Very much grain in store"
title.zh = "存粮过多"
message.en = "More than 2,000 kg of grain. Ask whether jin were written down as kilograms."
message.zh = "存粮超过2000公斤，请核实是否把斤记成了公斤。"
mend = ["extra.grain_store"]
source = "County notice (demo)"
valid_from = 2020-01-01
"""
CONTACT = "村委会（演示）0797-0000000"


def define_fields(stage: Stage, day: int) -> None:
    """Let the county ask something of its own."""
    with stage.act("county_officer", day) as unit:
        for field in OWN_FIELDS:
            define_field(unit, replace(field, region_path=COUNTY_PATH))


def answer_fields(stage: Stage, day: int) -> None:
    """Let the township's reviewer write down the answers of some households; one wrote jin for kilograms."""
    with stage.act("township_reviewer", day, 14) as unit:
        for number, household_id in enumerate(_of_township(unit, ASKED)):
            grain = 3_200 if number == 5 else 180 + number * 53 % 900
            heating = ("charcoal", "electric", "none")[number % 3]
            extra = {"grain_store": grain, "has_broadband": number % 3 != 0, "heating": heating}
            edit_household(unit, household_id, Edit(extra=extra, source="screen"))


def rename_village(stage: Stage, day: int) -> None:
    """Rename the last village of the list; its old name stays in the region's history."""
    village = villages()[-1]
    with stage.act("county_officer", day) as unit:
        name = village.name.removesuffix("村") + "新村"
        rename_region(unit, village.code, name=name, on=unit.today, document="石民字〔演示〕8号")


def change_families(stage: Stage, day: int) -> None:
    """A child is born, a grown child founds a household, and a family moves to the next village."""
    with stage.act("county_officer", day) as unit:
        homes = _families(unit)
        _bear(unit, homes[0])
        _found(unit, homes)
        _move(unit, homes[2])


def find_duplicates(stage: Stage, day: int) -> None:
    """Hold everybody against everybody; the pairs wait for a person."""
    with stage.act("county_officer", day, 16) as unit:
        actor = unit.actor
        run_id = request_run(unit, LinkRunKind.REGISTER, COUNTY_PATH, is_deferred=False).run_id
    link_people(stage.units(day, 16), actor, stage.here.linker, run_id)


def validate(stage: Stage, day: int) -> None:
    """Give the county a rule of its own, check the register, except one finding."""
    with stage.act("county_officer", day) as unit:
        store_rules(unit, "county-grain", COUNTY_PATH, OWN_RULES)
    validate_registry(stage.units(day, 18), SYSTEM)
    with stage.act("township_reviewer", day, 19) as unit:
        inside = QualityFinding.region_path.startswith(FIRST_TOWNSHIP)
        found = select(QualityFinding.id).where(inside, QualityFinding.cleared_at.is_(None))
        finding_id = unit.session.scalar(found.order_by(QualityFinding.id).limit(1))
        if finding_id is not None:
            until_on = unit.today + timedelta(days=120)
            grant_exception(unit, finding_id, reason="入户核实，情况属实。Seen on a visit.", until_on=until_on)


def post_lists(stage: Stage, day: int) -> None:
    """One list of the story's village is public, another waits for somebody who did not write it."""
    with stage.act("township_reviewer", day, 10) as unit:
        story = unit.session.get_one(Household, stage.story_id)
        codes = _codes_of(unit, story.village_code)
        ids = [
            prepare_posting(
                unit,
                story.village_code,
                kind,
                codes,
                category=category,
                note="",
                contact=CONTACT,
                starts_on=unit.today,
                ends_on=unit.today + timedelta(days=7),
            )
            for kind, category in (
                (PostingKind.RECOGNITION, "拟纳入监测对象"),
                (PostingKind.ASSISTANCE, "拟帮扶农户"),
            )
        ]
    with stage.act("county_officer", day, 11) as unit:
        publish_posting(unit, ids[0])


def freeze_rounds(stage: Stage, day: int) -> None:
    """Freeze the county's figures of two days, so that they can be compared."""
    for days_back in (31, 0):
        with stage.act("county_officer", day, 17) as unit:
            as_of = unit.today - timedelta(days=days_back)
            round_id = request_round(
                unit,
                name=f"{as_of:%Y-%m-%d} 县统计 / County figures",
                reason="Monthly report (demo)",
                region_path=COUNTY_PATH,
                as_of=as_of,
                tables=place_tables(list(TABLES), RegionLevel.COUNTY),
                with_measures=True,
            ).round_id
        freeze_statistics(stage.units(day, 17), SYSTEM, round_id, count_figures)


def push_messages(stage: Stage, day: int) -> None:
    """Let figures come to those who answer for them, and the first of them arrive."""
    with stage.act("county_officer", day) as unit:
        for topic, role in (
            (Topic.COLOURS, "county_officer"),
            (Topic.QUALITY, "county_officer"),
            (Topic.ROUNDS, "county_officer"),
            (Topic.LINKS, "township_reviewer"),
            (Topic.LEADS, "township_reviewer"),
        ):
            subscribe(unit, topic, COUNTY_PATH, Cadence.DAILY, by_mail=False, role_name=role)
    with stage.act("supervisor", day) as unit:
        subscribe(unit, Topic.CHANGES, COUNTY_PATH, Cadence.WEEKLY, by_mail=False)
    compose = compose_digest(stage.here.settings.base_url)
    push_figures(stage.units(day, 20), SYSTEM, read_topic, compose)


def give_token(stage: Stage, day: int) -> None:
    """Let the county's own program read the register's grades."""
    with stage.act("county_officer", day) as unit:
        ends_on = unit.today + timedelta(days=300)
        make_token(unit, "县大数据平台 · the county's data platform", [ApiScope.GRADES, ApiScope.STATISTICS], ends_on)


def ask_for_correction(stage: Stage, login: str, day: int) -> None:
    """Let the story's household say what is wrong in its file."""
    with stage.act(login, day) as unit:
        wrong, right = "五月的务工收入记少了。The wage of May is too low.", "1800元"
        ask_correction(unit, stage.story_id, CorrectionAbout.INCOME, wrong, right, unit.actor.name)


def duplicates_of(households: Sequence[DemoHousehold]) -> list[DemoHousehold]:
    """Return households that were recorded once more elsewhere: a slip in a day or a number, another village.

    The demo's duplicates have the survey's households as their originals, and codes that tell them from these.
    """
    pairs = zip(households[7::97], households[20::97], strict=False)
    return [_recorded_again(one, other) for one, other in list(pairs)[:12]]


def _recorded_again(one: DemoHousehold, other: DemoHousehold) -> DemoHousehold:
    again = tuple(
        replace(member, id_number="", phone=member.phone, born_on=_slipped(member.born_on) if place else member.born_on)
        for place, member in enumerate(one.members[:3])
    )
    return replace(
        one, code=f"{one.code}-R", village=other.village, members=again, earlier=None, income=(), spending=()
    )


def _slipped(day: date) -> date:
    """Return a day as a tired hand copies it."""
    return day.replace(day=day.day - 1 or 2)


def _of_township(unit: UnitOfWork, count: int) -> list[int]:
    inside = select(Household.id).where(Household.region_path.startswith(FIRST_TOWNSHIP), Household.closed_on.is_(None))
    return list(unit.session.scalars(inside.order_by(Household.code).limit(count)))


def _families(unit: UnitOfWork) -> list[int]:
    """Return three households without a case: two of any kind around one with a grown child to spare."""
    grown = select(Person.household_id).where(
        Person.relation == Relation.CHILD, Person.born_on < unit.today - timedelta(days=22 * 366)
    )
    free = (
        select(Household.id)
        .join(Standing, Standing.household_id == Household.id)
        .where(
            Standing.case_id.is_(None), Household.closed_on.is_(None), Household.region_path.startswith(FIRST_TOWNSHIP)
        )
        .order_by(Household.code)
    )
    parents = list(unit.session.scalars(free.where(Household.id.in_(grown)).limit(1)))
    others = list(unit.session.scalars(free.where(Household.id.not_in(parents)).offset(8).limit(2)))
    return [*others[:1], *parents, *others[1:]]


def _bear(unit: UnitOfWork, household_id: int) -> None:
    head = unit.session.scalars(
        select(Person).where(Person.household_id == household_id, Person.relation == Relation.HEAD)
    ).one()
    born_on = unit.today - timedelta(days=6)
    child = NewMember(f"{head.name[0]}小满", Sex.FEMALE, born_on, Relation.GRANDCHILD, ethnicity=head.ethnicity)
    restructure(unit, lambda: record_birth(unit, household_id, child), may_close_case=False)


def _found(unit: UnitOfWork, homes: Sequence[int]) -> None:
    child_id = unit.session.scalars(
        select(Person.id)
        .where(
            Person.household_id == homes[1],
            Person.relation == Relation.CHILD,
            Person.born_on < unit.today - timedelta(days=22 * 366),
        )
        .order_by(Person.born_on)
        .limit(1)
    ).one()
    occasion = Occasion(unit.today - timedelta(days=4), "分家。Founded a household of their own.")
    leaving = {child_id: Relation.HEAD}
    restructure(unit, lambda: split_household(unit, homes[1], occasion, leaving, home=NewHome()), may_close_case=False)


def _move(unit: UnitOfWork, household_id: int) -> None:
    household = unit.session.get_one(Household, household_id)
    goal = next(v for v in villages() if v.path.startswith(FIRST_TOWNSHIP) and v.code != household.village_code)
    occasion = Occasion(unit.today - timedelta(days=3), "搬到新居。Moved into a new house.")
    restructure(
        unit,
        lambda: move_household(unit, household_id, occasion, village_code=goal.code, address=f"{goal.name}新区"),
        may_close_case=False,
    )


def _codes_of(unit: UnitOfWork, village_code: str) -> list[str]:
    """Return the codes of households of a village that have a case."""
    with_case = select(Household.code).join(Standing, Standing.household_id == Household.id)
    of_village = with_case.where(Household.village_code == village_code, Standing.case_id.is_not(None))
    return list(unit.session.scalars(of_village.order_by(Household.code).limit(4)))
