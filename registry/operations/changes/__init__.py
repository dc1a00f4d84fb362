"""The changes that a family goes through, each with its history, and the way back while nothing was built on one."""

from registry.operations.changes.arrivals import add_member, take_in_member
from registry.operations.changes.departures import remove_member, void_member
from registry.operations.changes.family import record_birth, record_death, record_divorce, record_marriage
from registry.operations.changes.households import (
    change_head,
    close_household,
    merge_households,
    move_household,
    split_household,
)
from registry.operations.changes.rehearsing import rehearse
from registry.operations.changes.undoing import undo_change

__all__ = [
    "add_member",
    "change_head",
    "close_household",
    "merge_households",
    "move_household",
    "record_birth",
    "record_death",
    "record_divorce",
    "record_marriage",
    "rehearse",
    "remove_member",
    "split_household",
    "take_in_member",
    "undo_change",
    "void_member",
]
