"""Cases in the demo: paired with caseworkers, planned, visited, handed back when a caseworker goes on leave."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from random import Random

from sqlalchemy import select

from casework.models import Assignment, CaseFile
from casework.operations.cases import agree_plan
from casework.operations.confirming import end_assignment
from casework.operations.measures import add_measure, change_measure_state
from casework.operations.visits import record_visit
from casework.queries.cases import list_causes, list_measures
from casework.rules.measures import missing_measures
from casework.rules.words import CaseState, MeasureKind, MeasureSource, MeasureState
from foundation.unit_of_work import UnitOfWork
from registry.models import Household, Person, Standing, User
from registry.queries.needs import get_needs
from registry.rules.words import Colour
from web.demo.places import COUNTY_PATH
from web.demo.protagonist import STORY_CODE
from web.demo.staff import caseworkers
from web.demo.stage import PAUSE_DAYS, Stage
from workflows.pair_caseworkers import CaseworkersPaired, pair_caseworkers, propose_caseworkers

LATEST_VISIT = {Colour.RED: 6, Colour.ORANGE: 14, Colour.YELLOW: 26}
TITLES = {
    MeasureKind.INDUSTRY: "发展种养产业 · Growing and raising with advice",
    MeasureKind.EMPLOYMENT: "推荐务工和技能培训 · Help with work and training",
    MeasureKind.FINANCE: "小额信贷咨询 · Advice on a small loan",
    MeasureKind.PUBLIC_JOB: "公益性岗位 · Public-welfare job",
    MeasureKind.HOUSING: "危房改造 · Repair of the dwelling",
    MeasureKind.WATER: "入户供水改造 · Safe water to the house",
    MeasureKind.COMPULSORY_SCHOOL: "劝返复学和送教 · Return to school",
    MeasureKind.EDUCATION: "教育资助 · Help with education",
    MeasureKind.HEALTH: "家庭医生签约和医疗救助 · Family doctor and medical assistance",
    MeasureKind.SAFETY_NET: "医保社保查漏补缺 · Gaps in social security closed",
    MeasureKind.SOCIETY: "社会力量帮扶 · Help from society",
    MeasureKind.RELOCATION: "搬迁安置 · Relocation",
    MeasureKind.LIVING: "改善生产生活条件 · Better living conditions",
    MeasureKind.INFRASTRUCTURE: "入户道路改善 · A better way to the road",
    MeasureKind.ENCOURAGEMENT: "结对谈心和激励 · Encouragement",
}
NOTES = (
    "入户走访，家人都在，田里晚稻长势尚可，药按时在吃。",
    "与户主商量了下一步打算，愿意参加培训，孩子上学正常。",
    "查看饮水和住房，均已安全；提醒缴纳下一年度医保。",
    "电话没打通，到家见到老人，身体一般，已联系村医上门。",
    "核对了近两个月收入，务工已恢复，家里比上次宽松。",
    "讲解了保险理赔流程，户主表示听懂了。",
)


@dataclass(frozen=True, slots=True)
class CaseInHand:
    """An open case with its caseworker's log-in and the head of the household."""

    number: int
    case_id: int
    household_id: int
    code: str
    region_path: str
    colour: Colour
    login: str
    head: str
    head_id: int

    @property
    def is_story(self) -> bool:
        return self.code == STORY_CODE

    @property
    def township(self) -> str:
        return ".".join(self.region_path.split(".")[:4]) + "."


def pair_first(stage: Stage, day: int) -> CaseworkersPaired:
    """Let the supervisor take the whole first proposal."""
    with stage.act("supervisor", day, 14) as unit:
        return pair_caseworkers(unit, stage.here.flow_solver, scope_path=COUNTY_PATH)


def propose_again(stage: Stage, day: int) -> CaseworkersPaired:
    """Let the supervisor have pairs proposed, and leave the decision open."""
    with stage.act("supervisor", day, 14) as unit:
        return propose_caseworkers(unit, stage.here.flow_solver, scope_path=COUNTY_PATH)


def list_cases(stage: Stage, day: int) -> list[CaseInHand]:
    """Return the open cases that have a caseworker."""
    is_head = (Person.household_id == Household.id) & (Person.relation == "head") & Person.left_on.is_(None)
    statement = (
        select(CaseFile.id, Household.id, Household.code, CaseFile.region_path, Standing.colour, User.login)
        .add_columns(Person.name, Person.id.label("head_id"))
        .join(Household, Household.id == CaseFile.household_id)
        .join(Standing, Standing.household_id == Household.id)
        .join(Assignment, (Assignment.case_id == CaseFile.id) & Assignment.ended_on.is_(None))
        .join(User, User.id == Assignment.caseworker_id)
        .join(Person, is_head)
        .where(CaseFile.state != CaseState.CLOSED)
        .order_by(CaseFile.id)
    )
    with stage.direct(day) as unit:
        return [CaseInHand(number, *row) for number, row in enumerate(unit.session.execute(statement).all())]


def by_worker(cases: Sequence[CaseInHand]) -> dict[str, list[CaseInHand]]:
    """Return the cases of each caseworker."""
    groups: dict[str, list[CaseInHand]] = {}
    for case in cases:
        groups.setdefault(case.login, []).append(case)
    return groups


def agree_plans(stage: Stage, cases: Sequence[CaseInHand], day: int) -> None:
    """Let the caseworkers fill what the plans lack and agree them with the households; a few are still open."""
    for login, share in by_worker(cases).items():
        with stage.act(login, day, 16) as unit:
            for case in share:
                if case.number % 17 != 3 or case.is_story:
                    _agree_plan(unit, case)


def carry_on(stage: Stage, cases: Sequence[CaseInHand], day: int) -> None:
    """Let the caseworkers carry the office's own measures on: half are under way, some done."""
    for login, share in by_worker(cases).items():
        with stage.act(login, day, 17) as unit:
            for case in share:
                for measure in list_measures(unit, case.case_id):
                    if measure.source_kind != MeasureSource.OWN or measure.state != MeasureState.AGREED:
                        continue
                    if measure.id % 5 < 3:
                        change_measure_state(unit, measure.id, MeasureState.UNDER_WAY)
                    elif measure.id % 5 == 3:
                        change_measure_state(unit, measure.id, MeasureState.DONE, outcome="已落实。")


def visit_households(stage: Stage, cases: Sequence[CaseInHand]) -> None:
    """Let the caseworkers visit: once soon after the pairing, and lately as the colour asks; some are late."""
    rng = Random(36)  # noqa: S311 - a fixed seed is the point
    for login, share in by_worker(cases).items():
        for case in share:
            late = 12 if case.number % 9 == 4 and not case.is_story else 0
            last = PAUSE_DAYS - rng.randint(1, LATEST_VISIT.get(case.colour, 26)) - late
            for day in sorted({8 + case.number % 6, *([20, 48, 76] if case.is_story else []), last}):
                with stage.act(login, day, 11) as unit:
                    visited_at = unit.now - timedelta(hours=1)
                    record_visit(
                        unit, case.case_id, visited_at=visited_at, note=NOTES[(case.number + day) % len(NOTES)]
                    )


def hand_back(stage: Stage, cases: Sequence[CaseInHand], day: int) -> int:
    """Let the supervisor end the assignments of those who have gone on leave; return how many."""
    away = {worker.login for worker in caseworkers() if worker.is_away(day)}
    left = [case for case in cases if case.login in away]
    with stage.act("supervisor", day, 13) as unit:
        for case in left:
            end_assignment(unit, case.case_id, reason="帮扶责任人休长假，重新结对。")
    return len(left)


def _agree_plan(unit: UnitOfWork, case: CaseInHand) -> None:
    causes = [row.cause for row in list_causes(unit, case.case_id)]
    has_labour = get_needs(unit, case.household_id, causes).workers > 0
    planned = [row.kind for row in list_measures(unit, case.case_id) if row.state != MeasureState.DROPPED]
    for missing in missing_measures(causes, planned, has_labour):
        kind = missing.any_of[0]
        add_measure(unit, case.case_id, kind=kind, title=TITLES[kind], cause=missing.cause)
    agree_plan(unit, case.case_id, has_labour=has_labour)
