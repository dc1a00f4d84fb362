"""Getting on in the demo: training attended, days of work for the village, and a gift of money."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from uuid import NAMESPACE_URL, uuid5

from casework.operations.measures import add_measure, change_measure_state
from casework.queries.cases import list_measures
from casework.rules.words import MeasureKind, MeasureSource, MeasureState
from development.operations.courses import enrol_person, record_attendance
from development.rules.words import AttendanceState
from foundation.money import Money
from foundation.unit_of_work import UnitOfWork
from incentives.operations.entries import record_entry
from incentives.operations.participation import join_scheme
from incentives.operations.schedule import load_schedule
from incentives.rules.exemption import facts_of, find_exemption
from ledger.rules.words import PaymentMethod
from marketplace.queries.donations import get_donation
from marketplace.rules.donations import NewDonation
from marketplace.rules.words import DonationPurpose
from registry.queries.households import get_person
from registry.rules.causes import Cause
from web.demo.caseload import CaseInHand, by_worker
from web.demo.courses import HELD_ON, RICE_COURSE, SELLING_COURSE
from web.demo.staff import township_logins
from web.demo.stage import Stage
from workflows.confirm_work_day import confirm_work_day
from workflows.receive_donation import PayerPages, receive_donation
from workflows.settle_payment import confirm_transfer

LABOUR_ITEM, OTHER_ITEM = "village_work_day", "shared_knowledge"
WORK_NOTE = "清理村口水渠半里，村民小组长在场。"
OTHER_NOTE = "在家教两位邻居编竹器。"
GIFTS = (
    ("enterprise4", 20_000, DonationPurpose.HEALTH, "仁心医药连锁公司（演示）", 45),
    ("enterprise", 8_000, DonationPurpose.DISASTER, "琴江米业有限公司（演示）", 88),
)


def enrol(stage: Stage, cases: Sequence[CaseInHand], sessions: Mapping[str, int], day: int) -> dict[int, list[int]]:
    """Let the caseworkers enrol heads who can work; return the people of each session.

    The story's place is a measure of its plan.
    """
    people: dict[int, list[int]] = {session_id: [] for session_id in sessions.values()}
    order = list(sessions.values())
    for login, share in by_worker(cases).items():
        with stage.act(login, day, 10) as unit:
            for case in share:
                if not case.is_story and (case.number % 3 or _is_exempt(unit, case)):
                    continue
                session_id = sessions[RICE_COURSE] if case.is_story else order[case.number % len(order)]
                enrol_person(unit, session_id, case.head_id)
                people[session_id].append(case.head_id)
                if case.is_story:
                    _plan_course(unit, case, session_id)
    return people


def enrol_later(stage: Stage, cases: Sequence[CaseInHand], sessions: Mapping[str, int], day: int) -> None:
    """Let the caseworkers enrol some for the sessions to come."""
    order = list(sessions.values())
    chosen = [case for case in cases if case.is_story or case.number % 7 == 2]
    for login, share in by_worker(chosen).items():
        with stage.act(login, day, 11) as unit:
            for case in share:
                if not _is_exempt(unit, case):
                    session_id = sessions[SELLING_COURSE] if case.is_story else order[case.number % len(order)]
                    enrol_person(unit, session_id, case.head_id)


def attend(stage: Stage, people: Mapping[int, Sequence[int]], cases: Sequence[CaseInHand]) -> None:
    """Let the trainer record who came, and the story's caseworker tick the measure off."""
    story_heads = {case.head_id for case in cases if case.is_story}
    with stage.act("trainer", HELD_ON, 18) as unit:
        for session_id, ids in people.items():
            came = {person_id: person_id in story_heads or place % 6 != 4 for place, person_id in enumerate(ids)}
            marks = {one: AttendanceState.ATTENDED if here else AttendanceState.ABSENT for one, here in came.items()}
            record_attendance(unit, session_id, marks)


def finish_courses(stage: Stage, cases: Sequence[CaseInHand]) -> None:
    """Let the story's caseworker write down that the course in the plan was attended."""
    for case in cases:
        if case.is_story:
            with stage.act(case.login, HELD_ON + 2, 9) as unit:
                for measure in list_measures(unit, case.case_id):
                    if measure.source_kind == MeasureSource.COURSE_SESSION:
                        change_measure_state(unit, measure.id, MeasureState.DONE, outcome="全程参加，已领取结业证。")


def open_points(stage: Stage, day: int) -> None:
    """Put the schedule of points into force."""
    with stage.act("county_officer", day) as unit:
        load_schedule(unit)


def earn_points(stage: Stage, cases: Sequence[CaseInHand], join_day: int, work_days: Sequence[int]) -> None:
    """Let some households join the points scheme and do things for the village, confirmed by a second person.

    What was done on the last of the days still waits for the second person.
    """
    taking_part = [case for case in cases if case.is_story or case.number % 4 == 1]
    for login, share in by_worker(taking_part).items():
        with stage.act(login, join_day, 15) as unit:
            for case in share:
                join_scheme(unit, case.household_id, case.head)
    for day in work_days:
        entries = _record_work(stage, [case for case in taking_part if case.is_story or (case.number + day) % 3], day)
        if day != work_days[-1]:
            _confirm_work(stage, entries, day + 1)


def give_money(stage: Stage) -> None:
    """Let two enterprises give by bank transfer; the finance office confirms the first, the second is on its way."""
    gateway = stage.here.payments[PaymentMethod.BANK_TRANSFER.value]
    pages = PayerPages(stage.here.settings.base_url, stage.here.settings.base_url)
    for number, (login, yuan, purpose, name, day) in enumerate(GIFTS):
        key = str(uuid5(NAMESPACE_URL, f"holdfast-demo-{number}"))
        new = NewDonation(key, Money(yuan * 100), purpose, PaymentMethod.BANK_TRANSFER, name)
        actor = stage.actor(login, day)
        ticket = receive_donation(stage.units(day), actor, gateway, new, lambda _donation_id: pages)
        if number == 0:
            with stage.direct(day) as unit:
                payment_id = get_donation(unit, ticket.donation_id).payment_id
            finance = stage.actor("finance_officer", day + 2)
            confirm_transfer(stage.units(day + 2), finance, payment_id, Money(yuan * 100))


def _plan_course(unit: UnitOfWork, case: CaseInHand, session_id: int) -> None:
    add_measure(
        unit,
        case.case_id,
        kind=MeasureKind.EMPLOYMENT,
        title=f"灾后水稻恢复生产培训 · {RICE_COURSE}",
        cause=Cause.LOW_INCOME,
        source_kind=MeasureSource.COURSE_SESSION,
        source_id=session_id,
    )


def _record_work(stage: Stage, cases: Sequence[CaseInHand], day: int) -> dict[str, list[int]]:
    """Return the entries by the township that has to confirm them."""
    entries: dict[str, list[int]] = {}
    for login, share in by_worker(cases).items():
        with stage.act(login, day, 17) as unit:
            for case in share:
                item, note = (OTHER_ITEM, OTHER_NOTE) if _is_exempt(unit, case) else (LABOUR_ITEM, WORK_NOTE)
                done_on = unit.today - timedelta(days=1)
                entry = record_entry(unit, person_id=case.head_id, item_code=item, occurred_on=done_on, note=note)
                entries.setdefault(case.township, []).append(entry.entry_id)
    return entries


def _confirm_work(stage: Stage, entries: Mapping[str, Sequence[int]], day: int) -> None:
    for township, ids in entries.items():
        with stage.act(township_logins()[township], day, 9) as unit:
            for entry_id in ids:
                confirm_work_day(unit, entry_id)


def _is_exempt(unit: UnitOfWork, case: CaseInHand) -> bool:
    """Tell whether the head is exempt from labour."""
    return find_exemption(facts_of(get_person(unit, case.head_id)), unit.today) is not None
