"""The demo's training centre: courses, sessions that were held, and sessions to come."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import NamedTuple

from development.operations.courses import add_course, schedule_session
from development.rules.courses import NewCourse, NewSession
from development.rules.words import Skill
from foundation.clock import CHINA
from registry.rules.causes import Cause
from web.demo.places import COUNTY_PATH
from web.demo.stage import Stage

PLANNING = -7
HELD_ON, NEXT_IN_DAYS = 30, 9
SELLING_COURSE = "Selling farm goods online"
RICE_COURSE = "Rice after a flood: seed, soil, cover"


@dataclass(frozen=True, slots=True)
class Plan:
    """A course with the place where it is held."""

    title_en: str
    title_zh: str
    skill: Skill
    causes: tuple[Cause, ...]
    place: str
    hour: int


class Sessions(NamedTuple):
    """Sessions by the English title of their course."""

    held: dict[str, int]
    coming: dict[str, int]


COURSES = (
    Plan(
        title_en=RICE_COURSE,
        title_zh="灾后水稻恢复生产",
        skill=Skill.CROPS,
        causes=(Cause.NATURAL_DISASTER, Cause.LACK_OF_SKILL, Cause.LOW_INCOME),
        place="琴江镇农技站 Agricultural station, Qinjiang",
        hour=9,
    ),
    Plan(
        title_en="Caring for the sick and the old",
        title_zh="病人与老人护理",
        skill=Skill.CARE,
        causes=(Cause.ILLNESS, Cause.UNSTABLE_WORK, Cause.LACK_OF_SKILL),
        place="县培训中心 Training centre, room 2",
        hour=11,
    ),
    Plan(
        title_en=SELLING_COURSE,
        title_zh="农产品网上销售",
        skill=Skill.SELLING,
        causes=(Cause.LOW_INCOME, Cause.LACK_OF_SKILL, Cause.BUSINESS_FAILURE),
        place="县培训中心 Training centre, room 1",
        hour=14,
    ),
    Plan(
        title_en="Small machines on small fields",
        title_zh="小型农机操作",
        skill=Skill.MACHINERY,
        causes=(Cause.LACK_OF_SKILL, Cause.UNSTABLE_WORK),
        place="高田镇农机站 Machinery station, Gaotian",
        hour=16,
    ),
)


def plan_courses(stage: Stage) -> Sessions:
    """Add the courses, each with a session that was held and one to come."""
    held: dict[str, int] = {}
    coming: dict[str, int] = {}
    trainer_id = stage.users["trainer"]
    with stage.act("trainer", PLANNING) as unit:
        for plan in COURSES:
            new = NewCourse(plan.title_en, plan.title_zh, plan.skill, frozenset(plan.causes), COUNTY_PATH)
            course_id = add_course(unit, new).course_id
            first = stage.moment(HELD_ON, plan.hour)
            later = datetime.combine(stage.today + timedelta(days=NEXT_IN_DAYS), time(plan.hour), CHINA)
            for starts_at, sessions in ((first, held), (later, coming)):
                session = NewSession(course_id, starts_at, plan.place, trainer_id, 30)
                sessions[plan.title_en] = schedule_session(unit, session).session_id
    return Sessions(held, coming)
