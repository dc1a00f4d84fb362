"""Figures for everybody: what was given and what it became, with no household named and small numbers hidden."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, select

from development.models import Attendance
from development.rules.words import AttendanceState
from foundation.unit_of_work import UnitOfWork
from insurance.models import CoverApplication
from insurance.rules.words import CoverState
from ledger.queries import FundFlow, PurposeFlow, sum_flows_by_purpose, sum_fund_flows
from marketplace.models import AssistanceOffer, AssistanceRequest
from marketplace.rules.words import OfferState, RequestState

SMALLEST_COUNT = 5


@dataclass(frozen=True, slots=True)
class PublicFigures:
    """Counts and sums of the whole installation; a count below five is None, which reads “fewer than 5”."""

    offers_open: int | None
    help_delivered: int | None
    covers_in_force: int | None
    trainings_attended: int | None
    received: Sequence[PurposeFlow]
    fund: Sequence[FundFlow]


def read_public_figures(unit: UnitOfWork) -> PublicFigures:
    """Gather the public figures. Cost: 6 statements."""
    return PublicFigures(
        offers_open=_shown(unit, select(func.count()).where(AssistanceOffer.state == OfferState.OPEN)),
        help_delivered=_shown(unit, select(func.count()).where(AssistanceRequest.state == RequestState.DELIVERED)),
        covers_in_force=_shown(unit, select(func.count()).where(CoverApplication.state == CoverState.ACCEPTED)),
        trainings_attended=_shown(unit, select(func.count()).where(Attendance.state == AttendanceState.ATTENDED)),
        received=sum_flows_by_purpose(unit),
        fund=sum_fund_flows(unit),
    )


def _shown(unit: UnitOfWork, statement: Select[Any]) -> int | None:
    count = unit.session.scalar(statement) or 0
    return count if count == 0 or count >= SMALLEST_COUNT else None
