"""A small register without doubles, people to put into it twice, and pairs without a run."""

from datetime import date, timedelta
from typing import Any

from sqlalchemy import insert, select, update

from foundation.identifiers import id_check_character
from foundation.unit_of_work import UnitOfWork, Units
from gateways.splink_linker import SplinkLinker
from registry.linkage_run import link_people
from registry.models import Household, LinkPair, LinkRun, Person
from registry.operations.linkage.runs import request_run
from registry.rules.blind_indexes import id_number_index, phone_index
from registry.rules.linkage.facts import LinkRunEnded
from registry.rules.linkage.words import Certainty, LinkRunKind, LinkRunState, PairState
from tests.builders.world import NOW, World

LINKER = SplinkLinker()
NAMES = (
    "陈桂英 刘建国 黄秀兰 周志强 吴美华 徐文斌 孙丽萍 朱永福 高春梅 林水生 "
    "何玉珍 郭德明 马晓东 罗金莲 梁国强 宋雅琴 谢光明 唐婷 冯雨涵 于浩然"
)


def number_for(born_on: date, order: int = 1) -> str:
    """Return a right ID number."""
    body = f"360121{born_on:%Y%m%d}{order:03d}"
    return body + id_check_character(body)


def tell_apart(unit: UnitOfWork) -> None:
    """Give everybody of the world a name, a date of birth and no numbers of their own, so that nobody is double."""
    ids = unit.session.scalars(select(Person.id).order_by(Person.id)).all()
    for place, (person_id, name) in enumerate(zip(ids, NAMES.split(), strict=True)):
        born_on = date(1940, 2, 3) + timedelta(days=1_117 * place)
        values = {"name": name, "born_on": born_on, "phone": None, "phone_index": None}
        unit.session.execute(
            update(Person).where(Person.id == person_id).values(id_number=None, id_number_index=None, **values)
        )


def add_member(unit: UnitOfWork, world: World, household: str, **values: Any) -> int:
    """Add a member to a household of the world; return the id."""
    home = unit.session.get_one(Household, world.households[household])
    number, phone = values.pop("id_number", None), values.pop("phone", None)
    code = str(10 + len(unit.session.scalars(select(Person.id).where(Person.household_id == home.id)).all()))
    row = {
        "name": "温志明",
        "sex": "male",
        "born_on": date(1985, 3, 12),
        "relation": "other",
        "joined_on": home.registered_on,
        **values,
    }
    person_id: int = unit.session.execute(
        insert(Person)
        .values(
            household_id=home.id,
            region_path=home.region_path,
            code=code,
            id_number=number,
            id_number_index=id_number_index(number) if number else None,
            phone=phone,
            phone_index=phone_index(phone) if phone else None,
            **row,
        )
        .returning(Person.id)
    ).scalar_one()
    home.changed_at = NOW
    unit.session.flush()
    return person_id


def add_pair(unit: UnitOfWork, left_id: int, right_id: int, **values: Any) -> LinkPair:
    """Add an open pair as a run would have found it."""
    run = LinkRun(
        kind=LinkRunKind.REGISTER,
        state=LinkRunState.FINISHED,
        scope_path="",
        settings={"most_per_person": 5},
        started_at=NOW,
        started_by="test",
        finished_at=NOW,
    )
    unit.session.add(run)
    unit.session.flush()
    left_id, right_id = sorted((left_id, right_id))
    reasons = [
        {"comparison": "name", "level": "same", "weight": 15.0},
        {"comparison": "number", "level": "unknown", "weight": 0.0},
        {"comparison": "birth", "level": "same", "weight": 14.5},
        {"comparison": "sex", "level": "same", "weight": 1.0},
        {"comparison": "family", "level": "village", "weight": 4.9},
    ]
    pair = LinkPair(
        left_id=left_id,
        right_id=right_id,
        **{
            "state": PairState.OPEN,
            "certainty": Certainty.LIKELY,
            "weight": 1_700,
            "prior": -1_840,
            "reasons": reasons,
            "run_id": run.id,
            "last_run_id": run.id,
            "found_at": NOW,
            "checked_at": NOW,
            **values,
        },
    )
    unit.session.add(pair)
    unit.session.flush()
    return pair


def run_linkage(
    units: Units, actor: Any, kind: LinkRunKind = LinkRunKind.REGISTER, scope_path: str = "", **options: Any
) -> LinkRunEnded:
    """Request a run and carry it out."""
    with units.begin(actor) as unit:
        requested = request_run(unit, kind, scope_path, is_deferred=False, **options)
    ended = link_people(units, actor, LINKER, requested.run_id)
    assert ended is not None
    return ended
