"""A small county to count: two townships, four villages, some sixty households whose figures are known."""

from datetime import date

from foundation.unit_of_work import UnitOfWork
from registry.models import Household
from tests.builders.world import NOW, VILLAGE_A, VILLAGE_A2, VILLAGE_B, VILLAGE_B2, World, add_people

# village, ex-poor, ordinary
FAMILIES = ((VILLAGE_A, 14, 9), (VILLAGE_A2, 12, 3), (VILLAGE_B, 11, 8), (VILLAGE_B2, 2, 7))


def people_county(unit: UnitOfWork, world: World, **values: object) -> None:
    """Replace the world's five households by those of `FAMILIES`, each of four."""
    for household in unit.session.query(Household).all():
        household.closed_on = date(2022, 1, 1)
    for path, ex_poor, ordinary in FAMILIES:
        for number in range(ex_poor + ordinary):
            kind = "ex_poor" if number < ex_poor else "ordinary"
            add_family(unit, f"{path[-7:-1]}-{number}", path, kind, **values)
    unit.session.flush()


def add_family(unit: UnitOfWork, code: str, path: str, kind: str = "ordinary", **values: object) -> Household:
    """Add a household of four with nothing else known of it."""
    household = Household(
        **{
            "code": code,
            "village_code": path.rstrip(".").split(".")[-1],
            "region_path": path,
            "household_class": kind,
            "registered_on": date(2022, 1, 1),
            "changed_at": NOW,
            **values,
        }
    )
    unit.session.add(household)
    unit.session.flush()
    add_people(unit, household, "陈桂英", "female")
    return household
