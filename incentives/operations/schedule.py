"""Putting a schedule into force."""

from importlib.resources import files

from sqlalchemy.dialects.postgresql import insert

from foundation.unit_of_work import UnitOfWork
from incentives.models import ParticipationItem
from incentives.rules.facts import ScheduleLoaded
from incentives.rules.schedule import Schedule, parse_schedule


def default_schedule() -> Schedule:
    """Return the schedule that comes with the platform. Raises BadSchedule."""
    return parse_schedule(files("incentives.data").joinpath("schedule.toml").read_text(encoding="utf-8"))


def load_schedule(unit: UnitOfWork, schedule: Schedule | None = None) -> ScheduleLoaded:
    """Put a schedule into force, the default one when none is given; entries made keep their points.

    Writes: participation_item, audit. Cost: 1.
    """
    loaded = schedule or default_schedule()
    statement = insert(ParticipationItem).values(
        [
            {
                "code": item.code,
                "title_en": item.title_en,
                "title_zh": item.title_zh,
                "points": item.points,
                "is_labour": item.is_labour,
                "other_route_code": item.other_route,
                "valid_from": loaded.valid_from,
                "valid_to": loaded.valid_to,
                "source": loaded.source,
            }
            for item in loaded.items
        ]
    )
    refreshed = {column.name: column for column in statement.excluded if column.name != "code"}
    unit.session.execute(statement.on_conflict_do_update(index_elements=["code"], set_=refreshed))
    unit.note("load_schedule", "participation_item", None, items=len(loaded.items), source=loaded.source)
    return ScheduleLoaded(len(loaded.items))
