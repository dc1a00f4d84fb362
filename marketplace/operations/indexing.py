"""Keeping the search index in step: every change of what visitors see is an effect of the same unit."""

from datetime import date, datetime, time, timedelta

from foundation.clock import CHINA
from foundation.unit_of_work import UnitOfWork


def index_later(unit: UnitOfWork, kind: str, key: int, on: date | None = None) -> None:
    """Have a row's search document made anew after the commit, or on a later day's first minute. Writes: effect."""
    at = datetime.combine(on, time(), CHINA) + timedelta(minutes=1) if on else None
    unit.defer("index_document", queue="index", lock="index", at=at, kind=kind, key=key)
