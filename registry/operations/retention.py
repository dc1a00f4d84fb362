"""Erasing what has been kept long enough: each rule of the data file has one count and one act here, both set-based.

Source: docs/methods.md, Privacy, law, ethics.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta

from sqlalchemy import text

from foundation.unit_of_work import UnitOfWork
from registry.models import RetentionRun
from registry.rules.privacy.retention import RetentionRule, retention_rules

Act = Callable[[UnitOfWork, date], int]
_CLOSED = "household_id in (select id from household where closed_on < :before)"
_IDENTIFIED = (
    "coalesce(id_number, phone, bank_account) is not null"
    " or coalesce(id_number_index, phone_index, bank_account_index) is not null"
)
DUE: Mapping[str, str] = {
    "read_messages": "from message where read_at < :before",
    "dead_tokens": "from api_token where coalesce(revoked_at, expires_on) < :before",
    "discarded_lists": "from posted_list where state = 'discarded' and taken_down_at < :before",
    "ended_lists": """from posted_row where posted_list_id in (
        select id from posted_list where state in ('ended', 'withdrawn') and taken_down_at < :before)""",
    "undecided_imports": "from import_run where state = 'staged' and started_at < :before",
    "numbers_of_the_closed": f"from person where {_CLOSED} and ({_IDENTIFIED})",
    "names_of_the_closed": f"from person where {_CLOSED} and name <> '—'",
}
"""Rule → the rows whose time is over, all of them older than `:before`."""


def count_due(unit: UnitOfWork) -> list[tuple[RetentionRule, int]]:
    """Return how many rows each rule would erase today. Cost: 1 statement a rule."""
    return [(rule, _count(unit, rule)) for rule in retention_rules()]


def run_retention(unit: UnitOfWork, wanted: Sequence[str] | None = None) -> dict[str, int]:
    """Erase what is due; return how many rows of each kind went.

    Args:
        wanted: ids of rules; None runs those that go by themselves.
    Writes: the tables of the rules, retention_run, audit. Repeating it changes nothing.
    """
    rules = [rule for rule in retention_rules() if (rule.by_itself if wanted is None else rule.id in wanted)]
    counts = {rule.id: ACTS[rule.id](unit, _before(unit, rule)) for rule in rules}
    gone = {name: count for name, count in counts.items() if count}
    if gone:
        unit.session.add(RetentionRun(ran_at=unit.now, ran_by=unit.actor.name[:120], counts=gone))
        unit.note("run_retention", "retention_run", None, erased=gone)
    return counts


def _before(unit: UnitOfWork, rule: RetentionRule) -> date:
    return unit.today - timedelta(days=rule.days)


def _count(unit: UnitOfWork, rule: RetentionRule) -> int:
    statement = text(f"select count(*) {DUE[rule.id]}")
    count: int = unit.session.execute(statement, {"before": _before(unit, rule)}).scalar_one()
    return count


def _delete(name: str) -> Act:
    def act(unit: UnitOfWork, before: date) -> int:
        return len(unit.session.execute(text(f"delete {DUE[name]} returning 1"), {"before": before}).all())

    return act


def _delete_discarded_lists(unit: UnitOfWork, before: date) -> int:
    which = {"before": before}
    unit.session.execute(
        text(f"delete from posted_row where posted_list_id in (select id {DUE['discarded_lists']})"), which
    )
    return _delete("discarded_lists")(unit, before)


def _discard_imports(unit: UnitOfWork, before: date) -> int:
    from registry.operations.imports import discard_import  # noqa: PLC0415 - imports are heavy and rarely needed here

    found = unit.session.execute(text(f"select id {DUE['undecided_imports']}"), {"before": before}).scalars().all()
    for run_id in found:
        discard_import(unit, run_id)
    return len(found)


def _blank(name: str, values: str) -> Act:
    def act(unit: UnitOfWork, before: date) -> int:
        condition = DUE[name].split(" where ", 1)[1]
        statement = text(f"update person set {values} where {condition} returning household_id")
        return len(unit.session.execute(statement, {"before": before}).all())

    return act


def _blank_names(unit: UnitOfWork, before: date) -> int:
    unit.session.execute(
        text("update household set address = null, latitude = null, longitude = null where closed_on < :before"),
        {"before": before},
    )
    return _blank("names_of_the_closed", "name = '—'")(unit, before)


_NO_NUMBERS = ", ".join(
    f"{column} = null"
    for column in ("id_number", "phone", "bank_account", "id_number_index", "phone_index", "bank_account_index")
)
ACTS: Mapping[str, Act] = {
    "read_messages": _delete("read_messages"),
    "dead_tokens": _delete("dead_tokens"),
    "discarded_lists": _delete_discarded_lists,
    "ended_lists": _delete("ended_lists"),
    "undecided_imports": _discard_imports,
    "numbers_of_the_closed": _blank("numbers_of_the_closed", _NO_NUMBERS),
    "names_of_the_closed": _blank_names,
}
"""Rule → what erases it."""
