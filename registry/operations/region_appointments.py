"""Who is appointed for a region that ends."""

from sqlalchemy import text

from foundation.unit_of_work import UnitOfWork
from registry.models import Region

# Whoever holds the role there or above already gets no second appointment.
_TAKE_UP = """
insert into appointment (user_id, role_name, region_path, starts_on)
select distinct a.user_id, a.role_name, :new, cast(:today as date)
from appointment a
where a.region_path = :old and a.starts_on <= :today and (a.ends_on is null or a.ends_on >= :today)
  and not exists (
      select from appointment b
      where b.user_id = a.user_id and b.role_name = a.role_name and starts_with(:new, b.region_path)
        and b.starts_on <= :today and (b.ends_on is null or b.ends_on >= :today))
returning user_id, role_name
"""
_END = """
update appointment set ends_on = cast(:today as date) - 1
where region_path = :old and starts_on <= :today and (ends_on is null or ends_on >= :today)
returning user_id, role_name
"""
_NOT_YET = "update appointment set region_path = :new where region_path = :old and starts_on > :today"


def hand_over_appointments(unit: UnitOfWork, region: Region, into: Region) -> int:
    """Let those appointed for a region that merges be appointed for the one it merges into, from today.

    The old appointments stay, ended, so that who was responsible when can be told. Each is audited.
    Writes: appointment, audit. Cost: 3.
    """
    values = {"old": region.path, "new": into.path, "today": unit.today}
    connection = unit.session.connection()
    for user_id, role in connection.execute(text(_TAKE_UP), values).all():
        unit.note("appoint", "user", user_id, region_path=into.path, role=role, instead_of=region.code)
    connection.execute(text(_NOT_YET), values)
    return end_appointments(unit, region)


def end_appointments(unit: UnitOfWork, region: Region) -> int:
    """End the appointments for a region; return how many. Writes: appointment, audit. Cost: 1."""
    values = {"old": region.path, "today": unit.today}
    ended = unit.session.connection().execute(text(_END), values).all()
    for user_id, role in ended:
        unit.note("end_appointment", "user", user_id, region_path=region.path, role=role)
    return len(ended)
