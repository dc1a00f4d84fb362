"""What every change of a household brings with it, whatever was changed."""

from datetime import datetime

from foundation.unit_of_work import UnitOfWork
from registry.models import Household

CHECK = "validate_household"


def mark_changed(unit: UnitOfWork, household: Household, moment: datetime) -> None:
    """Date a household's last change, and have it validated after the commit.

    It is validated once, however often the unit marks it. Writes: household; defers.
    """
    household.changed_at = moment
    args = {"household_id": household.id}
    if not any(effect.task == CHECK and effect.args == args for effect in unit.effects):
        unit.defer(CHECK, household_id=household.id)
