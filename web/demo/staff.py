"""The demo's people of the office: one log-in named after each role, and caseworkers in every township. All made up."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from random import Random

from foundation.unit_of_work import UnitOfWork
from registry.models import StaffProfile
from registry.operations.users import NewUser, add_user
from web.demo.places import COUNTY_PATH, Village, villages
from web.demo.stage import PASSWORD, Stage

SETTING_UP = -30
OFFICE = (
    ("county_officer", "张志远"),
    ("supervisor", "李慧敏"),
    ("finance_officer", "王建平"),
    ("auditor", "赵文清"),
    ("analyst", "孙立新"),
    ("administrator", "周海燕"),
    ("counsellor", "何静"),
)
CASEWORKER_NAMES = (
    *(
        "刘国华",
        "陈晓东",
        "黄丽娟",
        "温家明",
        "赖水清",
        "邓春兰",
        "罗文辉",
        "曾秀珍",
        "谢志刚",
        "熊建军",
        "廖小红",
        "许卫东",
    ),
    *("吴雪梅", "徐长生", "胡敏", "朱光荣", "高艳", "林志华", "郭永强", "马晓玲", "唐国平", "董美英", "肖俊", "曹建华"),
)
REVIEWER_NAMES = (
    "温卫国",
    "陈丽华",
    "黄志明",
    "罗小平",
    "邓建新",
    "李春花",
    "赖永红",
    "曾国庆",
    "谢文娟",
    "熊志勇",
    "廖建国",
)
SKILLS = (
    *(("agriculture", "finance"), ("health", "social_security"), ("work", "agriculture"), ("education", "counsel")),
    *(("building", "agriculture"), ("health", "finance"), ("work", "counsel"), ("social_security", "work")),
)
CAPACITIES = (10, 7, 6, 8, 6, 7, 9, 6, 7, 6, 8, 7)
LEAVES = {5: (-5, 40), 9: (-20, 120), 13: (60, 110), 17: (-40, 200), 21: (80, 100), 23: (50, 130)}
"""Caseworker's place in the list → first and last day of leave, counted from the first round."""


@dataclass(frozen=True, slots=True)
class Caseworker:
    """A caseworker's log-in and what pairing knows of them."""

    login: str
    name: str
    village: Village
    capacity: int
    languages: tuple[str, ...]
    skills: tuple[str, ...]
    leave: tuple[int, int] | None

    @property
    def township_path(self) -> str:
        return f"{COUNTY_PATH}{self.village.township_code}."

    def is_away(self, day: int) -> bool:
        return self.leave is not None and self.leave[0] <= day <= self.leave[1]


@cache
def caseworkers() -> tuple[Caseworker, ...]:
    """Return the demo's caseworkers: two in each township, the first in the story's village, two more beside."""
    rng = Random(36)  # noqa: S311 - a fixed seed is the point
    homes = [village for number in (1, 0, 2, 3) for village in villages() if village.code.endswith(f"90{number + 1}")]
    found = []
    for number, name in enumerate(CASEWORKER_NAMES):
        found.append(
            Caseworker(
                login=f"caseworker{number + 1:02}" if number else "caseworker",
                name=name,
                village=homes[number % len(homes)],
                capacity=CAPACITIES[number % len(CAPACITIES)],
                languages=("mandarin", "hakka") if rng.random() < 0.8 or number == 0 else ("mandarin",),
                skills=("agriculture", "health", "finance", "social_security")
                if number == 0
                else SKILLS[number % len(SKILLS)],
                leave=LEAVES.get(number),
            )
        )
    return tuple(found)


def workers_of(township: str, day: int) -> list[str]:
    """Return the log-ins of the caseworkers of a township (its path) who are not on leave on a day."""
    own = [worker for worker in caseworkers() if worker.village.path.startswith(township)]
    return [worker.login for worker in own if not worker.is_away(day)] or [own[0].login]


def township_logins() -> dict[str, str]:
    """Return the reviewer's log-in of each township by the township's path."""
    paths = dict.fromkeys(f"{COUNTY_PATH}{village.township_code}." for village in villages())
    return {
        path: f"township_reviewer{number + 1:02}" if number else "township_reviewer"
        for number, path in enumerate(paths)
    }


def add_staff(stage: Stage) -> None:
    """Add the office's log-ins, a reviewer in each township, and the caseworkers with their profiles."""
    with stage.direct(SETTING_UP) as unit:
        for login, name in OFFICE:
            _add(stage, unit, login, name, login, COUNTY_PATH)
        for (path, login), name in zip(township_logins().items(), REVIEWER_NAMES, strict=True):
            _add(stage, unit, login, name, "township_reviewer", path)
        for worker in caseworkers():
            user_id = _add(stage, unit, worker.login, worker.name, "caseworker", worker.township_path)
            unit.session.add(_profile(worker, user_id, stage.first_day))


def _add(stage: Stage, unit: UnitOfWork, login: str, name: str, role: str, area: str) -> int:
    new = NewUser(login, name, PASSWORD, role, area)
    stage.users[login] = add_user(unit, new, stage.here.hasher).user_id
    return stage.users[login]


def _profile(worker: Caseworker, user_id: int, first_day: date) -> StaffProfile:
    first, last = (first_day + timedelta(days=day) for day in worker.leave) if worker.leave else (None, None)
    return StaffProfile(
        user_id=user_id,
        region_path=worker.village.path,
        village_code=worker.village.code,
        latitude=worker.village.latitude,
        longitude=worker.village.longitude,
        capacity=worker.capacity,
        languages=list(worker.languages),
        skills=list(worker.skills),
        leave_from_on=first,
        leave_until_on=last,
        settings={},
    )
