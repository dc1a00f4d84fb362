"""Planning courses, and which course answers which household's needs."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from development.errors import BadCourse
from development.rules.words import Skill
from foundation.wording import mark
from registry.rules.causes import Cause
from registry.rules.needs import Fit, FitReason, HouseholdNeeds

MOST_PLACES = 500


@dataclass(frozen=True, slots=True)
class NewCourse:
    """A course to be offered.

    Args:
        causes: the causes of falling back it answers, at least one.
        region_path: offered below this region; empty is everywhere.
        organisation_id: who teaches; None is the actor's own organisation.
    """

    title_en: str
    title_zh: str
    skill: Skill
    causes: frozenset[Cause] = frozenset({Cause.LACK_OF_SKILL})
    region_path: str = ""
    organisation_id: int | None = None


@dataclass(frozen=True, slots=True)
class NewSession:
    """A session to be held; `trainer_user_id` leads it and alone records who was there."""

    course_id: int
    starts_at: datetime
    place: str
    trainer_user_id: int
    capacity: int


@dataclass(frozen=True, slots=True)
class CourseOffer:
    """What matching needs to know of a course."""

    causes: frozenset[Cause]
    region_path: str


def check_course(new: NewCourse) -> None:
    """Raise BadCourse unless the course can be offered."""
    if not new.title_en.strip() or not new.title_zh.strip():
        raise BadCourse(mark("Give the course a title in both languages."), field="title_en")
    if not new.causes:
        raise BadCourse(mark("Name at least one cause that the course answers."), field="causes")


def check_session(new: NewSession, now: datetime) -> None:
    """Raise BadCourse unless the session can be held."""
    if not new.place.strip():
        raise BadCourse(mark("Say where the session is held."), field="place")
    if not 0 < new.capacity <= MOST_PLACES:
        raise BadCourse(mark("A session has between 1 and %(most)s places."), field="capacity", most=MOST_PLACES)
    if new.starts_at <= now:
        raise BadCourse(mark("A session begins in the future."), field="starts_at")


def match_course(course: CourseOffer, needs: HouseholdNeeds) -> Fit:
    """Return whether a course fits a household: it answers one of its causes, somebody can work, it is held there."""
    return Fit(tuple(_reasons(course, needs)))


def _reasons(course: CourseOffer, needs: HouseholdNeeds) -> Iterator[FitReason]:
    shared = sorted(course.causes & needs.causes)
    if not shared:
        yield FitReason(mark("Answers none of the household's causes of risk."), speaks_for=False)
    for cause in shared:
        yield FitReason(mark("Answers a cause of the household's risk: %(cause)s."), True, {"cause": cause})
    if needs.workers:
        yield FitReason(mark("A member can work."), speaks_for=True)
    else:
        yield FitReason(mark("No member can work."), speaks_for=False)
    if not needs.region_path.startswith(course.region_path):
        yield FitReason(mark("Is not held where the household lives."), speaks_for=False)
