"""What casework's operations report."""

from dataclasses import dataclass

from casework.rules.words import LeadState, MeasureState
from registry.rules.causes import Cause
from registry.rules.words import Colour


@dataclass(frozen=True, slots=True)
class LeadsOpened:
    """What became of the households that a round flagged.

    Args:
        flagged: households given.
        opened: new leads.
        raised: open leads whose colour got worse, with a shorter clock.
        noted: households with an open case, which got a note there the first time in a round.
        held_back: households on whose lead people decided lately, at this colour or a worse one.
    """

    flagged: int
    opened: int
    raised: int
    noted: int
    held_back: int


@dataclass(frozen=True, slots=True)
class FlaggedHousehold:
    """A household to open a lead for, with the causes that the fired rules suggest, the main one first."""

    household_id: int
    region_path: str
    colour: Colour
    causes: tuple[Cause, ...] = ()


@dataclass(frozen=True, slots=True)
class LeadRegistered:
    """A report became a lead, or a note on the case that is open; one of the two ids is set."""

    household_id: int
    lead_id: int | None = None
    case_id: int | None = None


@dataclass(frozen=True, slots=True)
class LeadVerified:
    lead_id: int
    household_id: int


@dataclass(frozen=True, slots=True)
class LeadDecided:
    lead_id: int
    household_id: int
    state: LeadState
    causes: tuple[Cause, ...]


@dataclass(frozen=True, slots=True)
class CaseOpened:
    case_id: int
    number: str
    household_id: int
    region_path: str
    episode: int


@dataclass(frozen=True, slots=True)
class CaseClosed:
    case_id: int
    household_id: int


@dataclass(frozen=True, slots=True)
class PlanAgreed:
    case_id: int
    household_id: int
    measures: int


@dataclass(frozen=True, slots=True)
class MeasureAdded:
    measure_id: int
    case_id: int
    household_id: int
    region_path: str


@dataclass(frozen=True, slots=True)
class MeasureChanged:
    measure_id: int
    household_id: int
    state: MeasureState


@dataclass(frozen=True, slots=True)
class VisitRecorded:
    visit_id: int
    case_id: int
    household_id: int


@dataclass(frozen=True, slots=True)
class PairingProposed:
    """A run's outcome.

    Args:
        cost: the sum of all pairs' costs, in metres and their equivalents.
        unserved: households for whom no place was left.
        replaced: proposals of older runs that this one overtakes.
    """

    run_id: int
    waiting: int
    caseworkers: int
    places: int
    paired: int
    unserved: int
    language_gaps: int
    cost: int
    replaced: int


@dataclass(frozen=True, slots=True)
class PairingConfirmed:
    """Which households have a caseworker now, and how many proposals were overtaken meanwhile."""

    confirmed: int
    superseded: int
    household_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class AssignmentEnded:
    case_id: int
    household_id: int
    caseworker_id: int
