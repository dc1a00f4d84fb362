"""Reads of devices, and of what each carries: the villages, households and members of its area.

A device's lists hold what finds a household and tells its members apart, and nothing else: whoever loses a telephone
loses names, no numbers that identify, no income, no health.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, func, or_, select

from foundation.paging import Page, PageRequest, fetch_page
from foundation.scope import within_areas
from foundation.unit_of_work import UnitOfWork
from registry.models import Device, Household, Person, Region, Submission
from registry.queries.places import HOMES
from registry.rules.collection.errors import DeviceNotFound, DeviceRevoked, DeviceUnknown
from registry.rules.collection.tokens import is_token
from registry.rules.words import Relation

Translate = Callable[[str], str]
MOST_HOUSEHOLDS = 20_000
"""Households that a telephone searches without making people wait."""
LIST_NAMES = ("households.csv", "members_list.csv", "villages.csv")
"""Files that are made for each device, by the names under which forms ask for them."""


@dataclass(frozen=True, slots=True)
class DeviceFilters:
    """What a list of devices is narrowed to; empty means all. `state`: `in_use` or `revoked`."""

    words: str = ""
    state: str = ""


def get_device(unit: UnitOfWork, device_id: int, *, for_update: bool = False) -> Device:
    """Return a device of the actor's area. Raises: DeviceNotFound. Cost: 1."""
    statement = select(Device).where(Device.id == device_id, within_areas(Device.region_path, unit.actor))
    if for_update:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    device = unit.session.scalar(statement)
    if device is None:
        raise DeviceNotFound()
    return device


def find_device(unit: UnitOfWork, name: str) -> Device | None:
    """Return the device with this name, whoever may see it; for proving itself. Cost: 1."""
    return unit.session.scalar(select(Device).where(Device.name == name.strip().lower()))


def prove_device(unit: UnitOfWork, name: str, token: str) -> Device:
    """Return the device that a name and a token prove.

    Raises: DeviceUnknown for a wrong name or token; DeviceRevoked for a right one that was withdrawn. Cost: 1.
    """
    device = find_device(unit, name)
    if device is None or not is_token(token, device.token_hash):
        raise DeviceUnknown()
    if device.revoked_at is not None:
        raise DeviceRevoked(device.language)
    return device


def list_devices(unit: UnitOfWork, filters: DeviceFilters, request: PageRequest) -> Page[Row[Any]]:
    """Return a page of devices with how much each has sent, the last seen first. Cost: 2."""
    sent = (
        select(func.count())
        .where(Submission.device_id == Device.id, Submission.state != "replaced")
        .correlate(Device)
        .scalar_subquery()
    )
    columns: list[Any] = [
        Device.id,
        Device.name,
        Device.holder,
        Device.issued_at,
        Device.revoked_at,
        Device.last_seen_at,
        Device.last_seen_with,
        Region.name.label("region"),
        sent.label("sent"),
    ]
    statement = (
        select(*columns)
        .outerjoin(Region, Region.path == Device.region_path)
        .where(within_areas(Device.region_path, unit.actor))
    )
    if filters.words:
        statement = statement.where(
            or_(
                Device.name.icontains(filters.words, autoescape=True),
                Device.holder.icontains(filters.words, autoescape=True),
            )
        )
    if filters.state:
        is_revoked = Device.revoked_at.is_not(None)
        statement = statement.where(is_revoked if filters.state == "revoked" else ~is_revoked)
    sortable = {"name": Device.name, "holder": Device.holder, "seen": Device.last_seen_at, "issued": Device.issued_at}
    return fetch_page(unit.session, statement, request, sortable, (Device.last_seen_at.desc().nulls_last(), Device.id))


def list_device_choices(unit: UnitOfWork) -> Sequence[Row[Any]]:
    """Return id, name and holder of each device of the actor's area. Cost: 1."""
    columns: list[Any] = [Device.id, Device.name, Device.holder]
    statement = select(*columns).where(within_areas(Device.region_path, unit.actor)).order_by(Device.name)
    return unit.session.execute(statement).all()


def count_households(unit: UnitOfWork, region_path: str) -> int:
    """Return how many households a device of this area would carry. Cost: 1."""
    statement = select(func.count()).where(_inside(Household.region_path, region_path), Household.closed_on.is_(None))
    return unit.session.scalar(statement) or 0


def device_rows(unit: UnitOfWork, device: Device, name: str, translate: Translate = str) -> Iterator[Sequence[object]]:
    """Yield one of a device's lists, headings first.

    Args:
        name: one of `LIST_NAMES`.
        translate: turns an English word into the device's language.
    Raises: DeviceNotFound for any other name. Cost: 1.
    """
    lists = {"villages.csv": _villages, "households.csv": _households, "members_list.csv": _members}
    if name not in lists:
        raise DeviceNotFound()
    yield from lists[name](unit, device.region_path, translate)


def _villages(unit: UnitOfWork, path: str, _translate: Translate) -> Iterator[Sequence[object]]:
    yield ("name", "label")
    is_there = or_(Region.valid_to.is_(None), Region.valid_to > unit.today)
    statement = select(Region.code, Region.name).where(_inside(Region.path, path), Region.level.in_(HOMES), is_there)
    for row in unit.session.execute(statement.order_by(Region.path)):
        yield (row.code, row.name)


def _households(unit: UnitOfWork, path: str, _translate: Translate) -> Iterator[Sequence[object]]:
    yield ("name", "label", "village", "members", "mark")
    present = (Person.household_id == Household.id) & Person.left_on.is_(None)
    members = select(func.count()).where(present).correlate(Household).scalar_subquery()
    head = present & (Person.relation == Relation.HEAD)
    columns: list[Any] = [
        Household.code,
        Household.village_code,
        Household.changed_at,
        Person.name,
        Household.address,
        members.label("members"),
    ]
    statement = (
        select(*columns)
        .outerjoin(Person, head)
        .where(_inside(Household.region_path, path), Household.closed_on.is_(None))
        .order_by(Household.village_code, Person.name, Household.code)
    )
    for row in unit.session.execute(statement):
        label = " · ".join(part for part in (row.name, row.address, row.code) if part)
        yield (row.code, label, row.village_code, row.members, row.changed_at.isoformat())


def _members(unit: UnitOfWork, path: str, translate: Translate) -> Iterator[Sequence[object]]:
    yield ("key", "code", "label")
    number = func.row_number().over(partition_by=Person.household_id, order_by=Person.id)
    statement = (
        select(Household.code.label("household"), Person.code, Person.name, Person.relation, number.label("number"))
        .join(Household, Household.id == Person.household_id)
        .where(_inside(Household.region_path, path), Household.closed_on.is_(None), Person.left_on.is_(None))
        .order_by(Person.household_id, Person.id)
    )
    for row in unit.session.execute(statement):
        yield (f"{row.household}/{row.number}", row.code, f"{row.name} ({translate(row.relation.label)})")


def _inside(path: Any, area: str) -> Any:
    return path.between(area, area + "\x7f")
