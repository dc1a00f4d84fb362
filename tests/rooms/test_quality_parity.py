"""The compiled statement and the plain evaluator agree: on every shipped rule, and on predicates made up at random."""

from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from foundation.unit_of_work import UnitOfWork
from registry.quality import shipped_rules
from registry.rules.quality.catalogue import HOUSEHOLD, PERSON, Fact
from registry.rules.quality.expressions import Ground
from registry.rules.quality.kinds import DATE, MONEY, Kind, Type, Unit, number
from registry.rules.quality.parsing import Setting, parse_expression, parse_predicate
from registry.rules.quality.reference import Case, evaluate, violations
from registry.rules.quality.reference_facts import FACTS
from registry.rules.quality.rulebook import Rule, Text
from registry.rules.quality.words import Severity, Subject
from tests.rooms.quality_kit import DAY, GROUND, Draft, EdgeRegister, found_by_statement, write

HOME_EXTRA = {"kwh": number(Unit.PLAIN), "wifi": Type(Kind.YES_NO), "since": DATE, "roof": Type(Kind.CODE)}
PERSON_EXTRA = {"kwh": number(Unit.PLAIN), "wifi": Type(Kind.YES_NO)}
WORDS = Text("a", "a")


def rule_of(number_: int, subject: Subject, text: str, region: str = "") -> Rule:
    setting = Setting(subject, False, HOME_EXTRA, PERSON_EXTRA)
    return Rule(
        id=f"rule_{number_}", also=(), severity=Severity.MID, subject=subject, when=parse_predicate(text, setting),
        predicate=text, title=WORDS, message=WORDS, values={}, mend=(), source="", note=None,
        valid_from=date(2020, 1, 1), valid_to=None, region=region, book="test",
    )  # fmt: skip


def facts_in(members: bool, subject: Subject) -> list[Fact]:
    if members:
        return list(PERSON.values())
    return list(HOUSEHOLD.values()) + (list(PERSON.values()) if subject is Subject.PERSON else [])


@st.composite
def questions(draw: Any, subject: Subject, depth: int = 3, members: bool = False) -> str:
    """A predicate as somebody might write it, well typed."""
    if depth > 0 and draw(st.booleans()):
        parts = draw(st.lists(questions(subject, depth - 1, members), min_size=1, max_size=3))
        if len(parts) == 1:
            return f"not ({parts[0]})"
        return "(" + draw(st.sampled_from((" and ", " or "))).join(parts) + ")"
    forms = [yes_no, compared, compared, dated, worded, missing]
    forms += [] if members else [of_members, shared, held]
    form = draw(st.sampled_from(forms))
    asked: str = draw(form(subject, members))
    return asked


def of_kind(kind: Kind, subject: Subject, members: bool) -> list[Fact]:
    return [fact for fact in facts_in(members, subject) if fact.type.kind is kind]


@st.composite
def yes_no(draw: Any, subject: Subject, members: bool) -> str:
    if not draw(st.integers(0, 7)):
        return "extra.wifi"
    return str(draw(st.sampled_from(of_kind(Kind.YES_NO, subject, members))).name)


@st.composite
def compared(draw: Any, subject: Subject, members: bool) -> str:
    numbers = of_kind(Kind.NUMBER, subject, members)
    fact = draw(st.sampled_from(numbers))
    left = fact.name
    same = [other.name for other in numbers if other.type.unit is fact.type.unit]
    right = draw(st.one_of(st.just(written(draw, fact)), st.sampled_from(same)))
    if not draw(st.integers(0, 3)):
        left = f"{left} {draw(st.sampled_from('+-'))} {draw(st.sampled_from(same))}"
    if not draw(st.integers(0, 5)):
        return (
            f"({left}) / {right} {draw(sign())} percent({draw(st.sampled_from((0, 25, 50, 100)))})"
            if (fact.type.unit not in (Unit.PLAIN, Unit.SHARE))
            else f"({left}) / {right} {draw(sign())} 1"
        )
    if not draw(st.integers(0, 3)):
        left = f"({left}) * {draw(st.sampled_from((0, 2, 0.5, 12)))}"
    if not draw(st.integers(0, 5)):
        return f"{left} in [{right}]" if "(" in right or right[0].isdigit() else f"{left} == {right}"
    if not members and not draw(st.integers(0, 9)):
        return f"extra.kwh {draw(sign())} {draw(st.sampled_from((3, 12.5)))}"
    return f"{left} {draw(sign())} {right}"


def sign() -> st.SearchStrategy[str]:
    return st.sampled_from(("<", "<=", ">", ">=", "==", "!="))


def written(draw: Any, fact: Fact) -> str:
    """A written value on or beside an edge of the register."""
    unit = fact.type.unit
    if unit in MONEY:
        return f"{unit.value}({draw(st.sampled_from((0, 0.01, 99.99, 100, 7300, 8800, 30000, 30000.01)))})"
    if unit is Unit.PLAIN:
        return str(draw(st.sampled_from((0, 1, 2, 3, 18, 20))))
    values = {Unit.YEARS: (0, 6, 15, 16, 70), Unit.MU: (0, 0.5, 100, 200), Unit.KM: (0, 4.99, 5), Unit.DAYS: (0, 400)}
    return f"{unit.value}({draw(st.sampled_from(values[unit]))})"


@st.composite
def dated(draw: Any, subject: Subject, members: bool) -> str:
    dates = [*(fact.name for fact in of_kind(Kind.DATE, subject, members)), "as_of"]
    dates += [] if members or subject is Subject.PERSON else ["extra.since"]
    left, right = draw(st.sampled_from(dates)), draw(st.sampled_from(dates))
    if draw(st.booleans()):
        span = draw(st.sampled_from(("months(6)", "months(1)", "years(1)", "days(10)", "days(400)")))
        right = f"{right} {draw(st.sampled_from('+-'))} {span}"
    if not draw(st.integers(0, 3)):
        return f"{left} - ({right}) {draw(sign())} days({draw(st.sampled_from((0, 1, 31, 400)))})"
    return f"{left} {draw(sign())} {right}"


@st.composite
def worded(draw: Any, subject: Subject, members: bool) -> str:
    fact = draw(st.sampled_from([fact for fact in of_kind(Kind.CODE, subject, members) if fact.type.codes]))
    some = draw(st.lists(st.sampled_from(fact.type.codes), min_size=1, max_size=3))
    if draw(st.booleans()):
        return f"{fact.name} {draw(st.sampled_from(('in', 'not in')))} {some!r}"
    if not members and subject is Subject.HOUSEHOLD and not draw(st.integers(0, 3)):
        return "extra.roof == '瓦:片%'"
    return f"{fact.name} {draw(st.sampled_from(('==', '!=')))} {some[0]!r}"


@st.composite
def missing(draw: Any, subject: Subject, members: bool) -> str:
    name = draw(st.sampled_from(facts_in(members, subject))).name
    return f"{name} is {draw(st.sampled_from(('None', 'not None')))}"


@st.composite
def of_members(draw: Any, subject: Subject, members: bool) -> str:
    asked = draw(questions(subject, 1, True))
    return f"{draw(st.sampled_from(('any_member', 'all_members')))}({asked})"


@st.composite
def shared(draw: Any, subject: Subject, members: bool) -> str:
    asked = draw(questions(subject, 1, True))
    if draw(st.booleans()):
        return f"share_members({asked}) {draw(sign())} percent({draw(st.sampled_from((0, 20, 25, 50, 100)))})"
    return f"count_members({draw(st.sampled_from((asked, '')))}) {draw(sign())} {draw(st.sampled_from((0, 1, 2, 5)))}"


@st.composite
def held(draw: Any, subject: Subject, members: bool) -> str:
    return str(draw(st.sampled_from((
        "has_risk('illness', 'disability')", "has_measure('health')", "had_event('fire', 'death')", "owns('car')",
        "has_measure_for('safety_net', 'disability', 'illness', 'other')", "count_risks() == 1", "count_measures() > 1",
    ))))  # fmt: skip


def assert_same(unit: UnitOfWork, rules: list[Rule], town: Any, ground: Ground = GROUND) -> int:
    fast = found_by_statement(unit, rules, town, ground)
    count = 0
    for rule in rules:
        slow = violations(rule, town, ground)
        assert set(fast[rule.id]) == slow, rule.predicate
        count += len(slow)
    return count


@pytest.mark.parametrize("seed", range(3))
def test_both_agree_on_every_shipped_rule(unit: UnitOfWork, seed: int) -> None:
    register = EdgeRegister(seed)
    town = write(unit, [register.draft(n) for n in range(80)])
    assert assert_same(unit, list(shipped_rules()), town) > 300
    assert_same(unit, list(shipped_rules()), town, Ground())


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_both_agree_on_any_predicate(unit: UnitOfWork, data: st.DataObject) -> None:
    town = town_of(unit)
    rules = [
        rule_of(number_, subject, data.draw(questions(subject)))
        for number_, subject in enumerate([Subject.HOUSEHOLD] * 5 + [Subject.PERSON] * 5)
    ]
    assert_same(unit, rules, town)


def town_of(unit: UnitOfWork) -> Any:
    """One register for all predicates of a test."""
    kept = unit.session.info.get("town")
    if kept is None:
        register = EdgeRegister(99)
        kept = unit.session.info["town"] = write(unit, [register.draft(n) for n in range(60)])
    return kept


def test_evidence_is_what_the_reference_computes(unit: UnitOfWork) -> None:
    town = write(unit, [draft for register in [EdgeRegister(5)] for draft in map(register.draft, range(80))])
    rules = [rule for rule in shipped_rules() if rule.values]
    homes = {home.id: home for home in town.homes}
    compared_ = 0
    for rule_id, found in found_by_statement(unit, rules, town).items():
        rule = next(rule for rule in rules if rule.id == rule_id)
        for (household_id, person_id), evidence in found.items():
            home = homes[household_id]
            person = next((one for one in home.people if one["id"] == person_id), None)
            for name, value in rule.values.items():
                expected = evaluate(value, Case(town, home, person), GROUND)
                shown = expected.isoformat() if isinstance(expected, date) else expected
                assert evidence[name] == shown, (rule_id, name)
                compared_ += 1
    assert compared_ > 100


def test_a_rule_of_a_region_stays_in_it(unit: UnitOfWork) -> None:
    register = EdgeRegister(1)
    town = write(unit, [register.draft(n) for n in range(30)])
    region = town.homes[0].region_path
    rules = [
        rule_of(0, Subject.HOUSEHOLD, "members >= 0", region),
        rule_of(1, Subject.PERSON, "sex is not None", region),
    ]
    assert assert_same(unit, rules, town) > 0


def test_a_household_without_members_answers_nothing_but_a_count(unit: UnitOfWork) -> None:
    draft = EdgeRegister(2).draft(0)
    values = {**draft.values, "registered_on": date(2020, 1, 1), "closed_on": None}
    town = write(unit, [Draft(values)])
    asked = ["any_member(works_away)", "not any_member(works_away)", "all_members(works_away)",
             "not all_members(works_away)", "share_members(works_away) >= percent(0)",
             "count_members(works_away) == 0", "members == 0", "any_member(works_away) is None"]  # fmt: skip
    rules = [rule_of(n, Subject.HOUSEHOLD, text) for n, text in enumerate(asked)]
    found = found_by_statement(unit, rules, town)
    assert [rule.predicate for rule in rules if found[rule.id]] == asked[5:]
    assert assert_same(unit, rules, town) == 3


def test_the_reference_knows_every_fact() -> None:
    held_ = {name for name, fact in (HOUSEHOLD | PERSON).items() if fact.source.value not in ("derived", "nowhere")}
    assert set(FACTS) == held_


def test_edges_are_edges(unit: UnitOfWork) -> None:
    """Most rules find something in the random register, so that agreeing means something."""
    register = EdgeRegister(7, DAY)
    town = write(unit, [register.draft(n) for n in range(120)])
    found = found_by_statement(unit, list(shipped_rules()), town)
    silent = {rule_id for rule_id, rows in found.items() if not rows}
    assert len(silent) < len(found) / 2, silent
    assert parse_expression("income_line", Setting(Subject.HOUSEHOLD)).type == HOUSEHOLD["income_line"].type
