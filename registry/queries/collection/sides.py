"""Who says what of a household: the submissions that wait for it, and the register as far as it has changed since.

Where a device did not know the household (a new one under a number that turns out to be taken), the register speaks for
every field that it has a value for.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from foundation.unit_of_work import UnitOfWork
from registry.models import FormVersion, Household, ImportRun, LifeEvent, Observation, Submission, SubmissionDecision
from registry.models import Income as IncomeLine
from registry.models import Spending as SpendingLine
from registry.queries.collection.submissions import IN_WORK
from registry.queries.scope import household_scope
from registry.rules.collection.disputes import (
    REGISTER,
    Dispute,
    KnownPerson,
    Side,
    find_disputes,
    people_named,
    unify_people,
)
from registry.rules.collection.instance import read_instance
from registry.rules.collection.questions import from_json
from registry.rules.collection.records import EXTRA, Edits, Place, Records, line_key, read_records
from registry.rules.collection.register_values import observed_place, register_column, register_text
from registry.rules.collection.words import PENDING, SideKind, SubmissionState
from registry.rules.words_imports import StagedEntity


class Line(NamedTuple):
    """A value of a line or an event: as text, the import that brought it, and when that was taken in."""

    text: str
    run_id: int | None
    brought_at: datetime | None


@dataclass
class Case:
    """What is said of one household.

    Args:
        submissions: those that wait, in the order of their arrival.
        in_import: whether another submission for the household stands in an import that is not decided yet.
        changed: field of the register → who changed it and when, for fields that changed since a device had it.
    """

    household_code: str
    household: Household | None
    submissions: list[Submission]
    records: dict[int, Records] = field(default_factory=dict)
    sides: list[Side] = field(default_factory=list)
    disputes: list[Dispute] = field(default_factory=list)
    won: dict[Place, str] = field(default_factory=dict)
    in_import: ImportRun | None = None
    changed: dict[Place, Observation] = field(default_factory=dict)

    @property
    def undecided(self) -> list[Dispute]:
        return [dispute for dispute in self.disputes if dispute.place not in self.won]


def read_submission(submission: Submission) -> Records:
    """Return a submission read under the form that it was filled in with."""
    return read_records(read_instance(submission.xml.encode()), from_json(submission.version.questions))


def open_cases(unit: UnitOfWork, codes: Collection[str]) -> dict[str, Case]:
    """Return what is said of households, by their codes, from what waits in the actor's area.

    Cost: about 9 statements, whatever the number of households.
    """
    wanted = [code for code in codes if code]
    cases = {code: Case(code, None, []) for code in wanted}
    for submission in _pending(unit, wanted):
        cases[submission.household_code].submissions.append(submission)
        cases[submission.household_code].records[submission.id] = read_submission(submission)
    for household in _households(unit, wanted):
        cases[household.code].household = household
    _note_imports(unit, cases)
    own_runs = _own_runs(unit, [one for case in cases.values() for one in case.submissions])
    ids = [case.household.id for case in cases.values() if case.household is not None]
    history = _history(unit, ids)
    lines = _lines(unit, ids)
    decided = _decisions(unit, wanted)
    for case in cases.values():
        _fill(case, history, lines, own_runs, decided.get(case.household_code, {}))
    return cases


def open_case(unit: UnitOfWork, household_code: str) -> Case:
    """Return what is said of one household."""
    return open_cases(unit, [household_code]).get(household_code) or Case(household_code, None, [])


def _pending(unit: UnitOfWork, codes: Sequence[str]) -> Sequence[Submission]:
    statement = (
        select(Submission)
        .where(
            Submission.household_code.in_(codes),
            Submission.state.in_(PENDING),
            household_scope(Submission.region_path, Submission.household_id, unit.actor),
        )
        .options(joinedload(Submission.version).joinedload(FormVersion.form), joinedload(Submission.device))
        .order_by(Submission.id)
    )
    return unit.session.scalars(statement).all()


def _households(unit: UnitOfWork, codes: Sequence[str]) -> Sequence[Household]:
    statement = (
        select(Household)
        .where(Household.code.in_(codes), household_scope(Household.region_path, Household.id, unit.actor))
        .options(selectinload(Household.people))
    )
    return unit.session.scalars(statement).all()


def _note_imports(unit: UnitOfWork, cases: Mapping[str, Case]) -> None:
    statement = (
        select(Submission.household_code, ImportRun)
        .join(ImportRun, ImportRun.id == Submission.import_run_id)
        .where(
            Submission.household_code.in_(list(cases)),
            Submission.state == SubmissionState.STAGED,
            ImportRun.state.in_(IN_WORK),
        )
    )
    for code, run in unit.session.execute(statement):
        cases[code].in_import = run


def _own_runs(unit: UnitOfWork, submissions: Sequence[Submission]) -> dict[int, set[int]]:
    """Return for each submission the imports of the versions that it corrects: what they changed is its own doing."""
    parents: dict[int, tuple[int | None, int | None]] = {}
    wanted = {one.replaces_id for one in submissions if one.replaces_id is not None}
    while wanted:
        columns = select(Submission.id, Submission.replaces_id, Submission.import_run_id)
        rows = unit.session.execute(columns.where(Submission.id.in_(wanted))).all()
        parents |= {row.id: (row.replaces_id, row.import_run_id) for row in rows}
        wanted = {row.replaces_id for row in rows if row.replaces_id is not None} - set(parents)
    found: dict[int, set[int]] = {}
    for one in submissions:
        runs, parent = set(), one.replaces_id
        while parent in parents:
            parent, run = parents[parent]
            if run is not None:
                runs.add(run)
        found[one.id] = runs
    return found


def _history(unit: UnitOfWork, ids: Sequence[int]) -> dict[int, list[Observation]]:
    statement = select(Observation).where(Observation.household_id.in_(ids)).order_by(Observation.id)
    found: dict[int, list[Observation]] = {}
    for observation in unit.session.scalars(statement):
        found.setdefault(observation.household_id, []).append(observation)
    return found


def _lines(unit: UnitOfWork, ids: Sequence[int]) -> dict[int, dict[Place, Line]]:
    found: dict[int, dict[Place, Line]] = {}

    def keep(entity: StagedEntity, line: Any, brought_at: datetime | None, record: str, **values: object) -> None:
        for name, value in values.items():
            place, text = Place(entity, record, name), register_text(entity, name, value)
            found.setdefault(line.household_id, {})[place] = Line(text, line.import_run_id, brought_at)

    for line, at in _with_moment(unit, IncomeLine, ids):
        record = line_key(line.received_on.isoformat(), line.source, line.reference)
        keep(StagedEntity.INCOME, line, at, record, amount=line.amount_minor)
    for line, at in _with_moment(unit, SpendingLine, ids):
        record = line_key(line.spent_on.isoformat(), line.kind, line.reference)
        keep(StagedEntity.SPENDING, line, at, record, amount=line.amount_minor)
    for line, at in _with_moment(unit, LifeEvent, ids):
        record = line_key(line.happened_on.isoformat(), line.kind, "")
        keep(StagedEntity.EVENT, line, at, record, kind=line.kind, cost=line.cost_minor, note=line.note)
    return found


def _with_moment(unit: UnitOfWork, table: Any, ids: Sequence[int]) -> Iterable[Any]:
    """Return lines of households, each with when its import was taken in."""
    run = ImportRun.id == table.import_run_id
    return unit.session.execute(
        select(table, ImportRun.finished_at).outerjoin(ImportRun, run).where(table.household_id.in_(ids))
    )


def _decisions(unit: UnitOfWork, codes: Sequence[str]) -> dict[str, dict[str, str]]:
    """Return what was decided for households: digest of a dispute → the side that won."""
    statement = select(SubmissionDecision).where(SubmissionDecision.household_code.in_(codes))
    found: dict[str, dict[str, str]] = {}
    for one in unit.session.scalars(statement.order_by(SubmissionDecision.id)):
        won = REGISTER if one.won is SideKind.REGISTER else str(one.won_submission_id)
        found.setdefault(one.household_code, {})[one.digest] = won
    return found


def _fill(
    case: Case,
    history: Mapping[int, Sequence[Observation]],
    lines: Mapping[int, Mapping[Place, Line]],
    own_runs: Mapping[int, set[int]],
    decided: Mapping[str, str],
) -> None:
    known = [] if case.household is None else _known_people(case.household)
    raw = [Side(str(one.id), case.records[one.id].edits) for one in case.submissions]
    sides = unify_people(raw, known)
    register: dict[Place, str] = {}
    if case.household is not None:
        view = _RegisterView(case.household, history.get(case.household.id, ()), lines.get(case.household.id, {}))
        for submission, before, side in zip(case.submissions, raw, sides, strict=True):
            newly_known = people_named(side.edits) - people_named(before.edits)
            base = case.records[submission.id].base_mark
            said, changed = view.speaks(side.edits, base, own_runs[submission.id], newly_known)
            register |= said
            case.changed |= changed
    case.sides = [Side(REGISTER, register), *sides]
    case.disputes = find_disputes(case.sides)
    case.won = {one.place: decided[one.digest] for one in case.disputes if one.digest in decided}


def _known_people(household: Household) -> list[KnownPerson]:
    return [
        KnownPerson(person.code, person.name, person.born_on.isoformat(), person.id_number or "")
        for person in household.people
    ]


class _RegisterView:
    """One household in the register, asked what it says of fields that a submission speaks of."""

    def __init__(
        self,
        household: Household,
        history: Sequence[Observation],
        lines: Mapping[Place, Line],
    ) -> None:
        self._household = household
        self._people = {person.code: person for person in household.people}
        self._lines = lines
        codes = {person.id: person.code for person in household.people}
        self._history = [(place, one) for one in history if (place := _place_of(one, codes)) is not None]

    def speaks(
        self, edits: Edits, base: datetime | None, own_runs: Collection[int], newly_known: Collection[str]
    ) -> tuple[dict[Place, str], dict[Place, Observation]]:
        """Return what the register says of these fields, and which entry of the history brought it where one did.

        Args:
            base: when the household was last changed as the device had it; None: the device did not know it.
            own_runs: imports whose changes do not count, because they are the submission's own.
            newly_known: members whom the device took for new.
        """
        changed = {
            place: one
            for place, one in self._history
            if (base is None or one.observed_at > base) and one.import_run_id not in own_runs
        }
        is_own = base is None and bool(own_runs)
        said = {}
        for place in edits:
            text, is_newer = self._value(place, base, own_runs)
            speaks = place in changed or is_newer or place.record in newly_known or (base is None and not is_own)
            if text and speaks:
                said[place] = text
        return said, {place: one for place, one in changed.items() if place in said}

    def _value(self, place: Place, base: datetime | None, own_runs: Collection[int]) -> tuple[str, bool]:
        if place in self._lines:
            line = self._lines[place]
            is_later = line.brought_at is not None and (base is None or line.brought_at > base)
            return line.text, is_later and line.run_id not in own_runs
        holder: object = self._household if place.entity is StagedEntity.HOUSEHOLD else self._people.get(place.record)
        if holder is None or place.entity not in (StagedEntity.HOUSEHOLD, StagedEntity.PERSON):
            return "", False
        if place.field.startswith(EXTRA):
            value = holder.extra.get(place.field.removeprefix(EXTRA))  # type: ignore[attr-defined]
        else:
            value = getattr(holder, register_column(place.entity, place.field), None)
        return register_text(place.entity, place.field, value), False


def _place_of(one: Observation, codes: Mapping[int, str]) -> Place | None:
    if one.person_id is not None and one.person_id not in codes:
        return None
    told = {key: str(one.detail.get(key) or "") for key in ("on", "kind", "reference")}
    code = codes[one.person_id] if one.person_id is not None else None
    return observed_place(one.field, code, told["on"], told["kind"], told["reference"])
