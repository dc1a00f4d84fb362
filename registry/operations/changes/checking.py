"""Households are checked again once what is known of them has changed."""

from foundation.unit_of_work import UnitOfWork

TASK = "validate_household"


def check_again(unit: UnitOfWork, household_id: int) -> None:
    """Have a household validated after the commit, once however often the unit asks. Writes: nothing; defers."""
    args = {"household_id": household_id}
    if not any(effect.task == TASK and effect.args == args for effect in unit.effects):
        unit.defer(TASK, household_id=household_id)
