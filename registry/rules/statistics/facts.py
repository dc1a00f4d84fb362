"""What operations on statistics did."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class RoundRequested:
    round_id: int
    region_path: str
    as_of_on: date


@dataclass(frozen=True, slots=True)
class RoundFrozen:
    round_id: int
    frozen_at: datetime
    content_hash: str


@dataclass(frozen=True, slots=True)
class ShapesLoaded:
    """How many outlines were loaded, how many of them replace others, and how many points they have now and had."""

    count: int
    replaced: int
    points: int
    points_before: int
