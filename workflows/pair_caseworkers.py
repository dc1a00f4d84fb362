"""Open cases get caseworkers: the machine proposes pairs, a supervisor confirms them."""

from dataclasses import dataclass

from casework.operations.confirming import confirm_proposals
from casework.operations.pairing import propose_pairs
from casework.queries.pairing import list_shortages
from casework.rules.facts import PairingConfirmed, PairingProposed
from casework.rules.pairing import PairingWeights
from casework.rules.words import Missing
from foundation.ports import FlowSolver
from foundation.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class PlaceShort:
    """What a village is short of."""

    village: str
    township: str
    missing: Missing
    language: str | None
    households: int


@dataclass(frozen=True, slots=True)
class CaseworkersPaired:
    """A run's outcome with its shortages, and what was confirmed of it, if anything."""

    proposed: PairingProposed
    shortages: tuple[PlaceShort, ...]
    confirmed: PairingConfirmed | None = None


def propose_caseworkers(
    unit: UnitOfWork, solver: FlowSolver, *, scope_path: str, weights: PairingWeights | None = None
) -> CaseworkersPaired:
    """Propose a caseworker for each open case without one in a region. Raises and writes what `propose_pairs` does."""
    proposed = propose_pairs(unit, solver, scope_path, weights)
    return CaseworkersPaired(proposed, read_shortages(unit, proposed.run_id))


def pair_caseworkers(
    unit: UnitOfWork, solver: FlowSolver, *, scope_path: str, weights: PairingWeights | None = None
) -> CaseworkersPaired:
    """Propose and confirm in one step, for an operator who takes the whole run.

    Raises: see `propose_pairs` and `confirm_proposals`. Writes: what the two write.
    """
    paired = propose_caseworkers(unit, solver, scope_path=scope_path, weights=weights)
    confirmed = confirm_proposals(unit, run_id=paired.proposed.run_id) if paired.proposed.paired else None
    return CaseworkersPaired(paired.proposed, paired.shortages, confirmed)


def read_shortages(unit: UnitOfWork, run_id: int) -> tuple[PlaceShort, ...]:
    """Return what a run could not give to which village, most urgent first. Cost: 1."""
    return tuple(
        PlaceShort(row.village or row.region_path, row.township or "", row.missing, row.language, row.households)
        for row in list_shortages(unit, run_id)
    )
