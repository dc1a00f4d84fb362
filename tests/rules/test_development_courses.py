"""Planning courses, and which course answers which needs."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from development.errors import BadCourse
from development.rules.courses import CourseOffer, NewCourse, NewSession, check_course, check_session, match_course
from development.rules.words import Skill
from registry.rules.causes import Cause
from registry.rules.needs import HouseholdNeeds

NOW = datetime(2026, 6, 15, 2, 0, tzinfo=UTC)
NEEDS = HouseholdNeeds(
    household_id=1,
    region_path="36.3601.360121.360121100.",
    causes=frozenset({Cause.LACK_OF_SKILL}),
    members=3,
    workers=1,
    children=1,
    elders=0,
    has_disability=False,
    land_mu=None,
    rice_mu=None,
    livestock=None,
    is_ex_poor=True,
)
COURSE = CourseOffer(frozenset({Cause.LACK_OF_SKILL, Cause.UNSTABLE_WORK}), "36.3601.")
SESSION = NewSession(1, NOW + timedelta(days=3), "Village hall", 7, 20)


def test_a_course_fits_a_household_that_lacks_the_skill_and_can_work() -> None:
    fit = match_course(COURSE, NEEDS)
    assert fit.fits
    assert len(fit.reasons) == 2


@pytest.mark.parametrize(
    "change", [{"causes": frozenset({Cause.ILLNESS})}, {"workers": 0}, {"region_path": "51.5101."}]
)
def test_one_reason_against_is_enough(change: dict[str, Any]) -> None:
    fit = match_course(COURSE, replace(NEEDS, **change))
    assert not fit.fits
    assert sum(not reason.speaks_for for reason in fit.reasons) == 1


@pytest.mark.parametrize("change", [{"title_en": " "}, {"title_zh": ""}, {"causes": frozenset()}])
def test_a_course_needs_titles_and_a_cause(change: dict[str, Any]) -> None:
    new = NewCourse("Rice", "水稻", Skill.CROPS)
    check_course(new)
    with pytest.raises(BadCourse):
        check_course(replace(new, **change))


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"place": " "}, "place"),
        ({"capacity": 0}, "capacity"),
        ({"capacity": 501}, "capacity"),
        ({"starts_at": NOW}, "starts_at"),
    ],
)
def test_a_session_needs_a_place_seats_and_a_time_to_come(change: dict[str, Any], field: str) -> None:
    check_session(SESSION, NOW)
    with pytest.raises(BadCourse) as caught:
        check_session(replace(SESSION, **change), NOW)
    assert caught.value.field == field
