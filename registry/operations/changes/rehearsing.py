"""Doing a change only to see what would come of it."""

from collections.abc import Callable
from typing import TypeVar

from foundation.unit_of_work import UnitOfWork

T = TypeVar("T")


def rehearse(unit: UnitOfWork, act: Callable[[], T]) -> T:
    """Return what an act would bring, and take everything it did back: rows, audit notes and effects.

    Whatever the act refuses, it refuses here too. Cost: what the act costs, and 2 statements.
    """
    notes, effects = len(unit.notes), len(unit.effects)
    savepoint = unit.session.begin_nested()
    try:
        return act()
    finally:
        savepoint.rollback()
        del unit.notes[notes:], unit.effects[effects:]
