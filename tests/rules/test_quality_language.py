"""The language of validation rules: what it takes, what it refuses and where, and how rules are read."""

import pytest

from registry.quality import HERE, shipped_rules
from registry.rules.quality.catalogue import CATALOGUE
from registry.rules.quality.compiling import compile_rules
from registry.rules.quality.expressions import Ground
from registry.rules.quality.faults import PredicateRefused, RulesInvalid
from registry.rules.quality.kinds import Kind, Type, Unit, number
from registry.rules.quality.logic import every, some
from registry.rules.quality.parsing import Setting, formula_of, parse_expression, parse_predicate
from registry.rules.quality.reading import PLACE, read_rules
from registry.rules.quality.rulebook import make_book
from registry.rules.quality.words import Severity, Subject

HOME, PERSON = Setting(Subject.HOUSEHOLD), Setting(Subject.PERSON)
GOOD = """
[[rule]]
id = "t_01"
severity = "mid"
subject = "person"
when = "age < years(16) and works_away"
title.en = "Works under 16"
title.zh = "未满16周岁务工"
message.en = "%(age)s years old, 100 %%."
message.zh = "%(age)s岁，100%%。"
mend = ["works_away"]
source = "test"
valid_from = 2020-01-01
"""


@pytest.mark.parametrize(
    ("text", "setting"),
    [
        ("not is_dwelling_safe", HOME),
        ("years(6) <= age < years(16)", PERSON),
        ("any_member(years(6) <= age < years(16))", HOME),
        ("any_member(age > years(70)) and works_away", PERSON),
        ("monthly_wage / yuan_a_month(100) > percent(150)", PERSON),
        ("income_per_head * 2 < income_line + yuan_a_year(1)", HOME),
        ("as_of - recognised_on > days(31)", HOME),
        ("eliminated_on < recognised_on + months(6)", HOME),
        ("debt < yuan(-1)", HOME),
        ("members > -1", HOME),
        ("count_members() > 3 and count_members(works_away) == 0", HOME),
        ("household_class not in ('ex_poor', 'ordinary')", HOME),
        ("land_area in [mu(1), mu(2)]", HOME),
        ("has_measure_for('health', 'illness', 'accident')", PERSON),
        ("recognised_on is not None", HOME),
    ],
)
def test_a_sensible_question_is_taken(text: str, setting: Setting) -> None:
    assert parse_predicate(text, setting).type.kind is Kind.YES_NO


@pytest.mark.parametrize(
    ("text", "setting", "column", "why"),
    [
        ("income > 3", HOME, 1, "unknown fact “income”"),
        ("age < years(16)", HOME, 1, "“age” is a fact of a member; ask any_member(…)"),
        ("any_member(land_area > mu(1))", HOME, 12, "“land_area” is a fact of the household"),
        ("any_member(has_risk('illness'))", HOME, 12, "“has_risk” is a fact of the household"),
        ("any_member(any_member(works_away))", HOME, 12, "cannot stand inside another"),
        ("any_member()", HOME, 1, "any_member(…) needs one question"),
        ("any_member(age)", HOME, 12, "yes or no is needed here, not a number"),
        ("land_area > 3", HOME, 1, "unit mismatch: mu against a plain number"),
        ("monthly_wage > yuan_a_year(3)", PERSON, 1, "unit mismatch: yuan a month against yuan a year"),
        ("land_area + debt > mu(1)", HOME, 1, "unit mismatch: mu + yuan"),
        ("land_area * land_area > mu(1)", HOME, 1, "unit mismatch: mu * mu"),
        ("surveyed_on > 3", HOME, 1, "a date cannot be compared with a number"),
        ("surveyed_on + 3 > as_of", HOME, 1, "a date is moved by whole days"),
        ("surveyed_on + days(1.5) > as_of", HOME, 1, "a date is moved by whole days"),
        ("surveyed_on * 2 > as_of", HOME, 1, "a date is moved by whole days"),
        ("is_dwelling_safe == is_water_safe", HOME, 1, "cannot be compared"),
        ("is_dwelling_safe == 1", HOME, 1, "cannot be compared"),
        ("household_class == 'poor'", HOME, 1, "“poor” is not one of ex_poor, ordinary"),
        ("household_class < 'ex_poor'", HOME, 1, "words have no order"),
        ("household_class == civil_affairs_class", HOME, 1, "different code lists"),
        ("household_class in ('ex_poor', household_class)", HOME, 32, "only written values"),
        ("household_class in 'ex_poor'", HOME, 20, "a list of values in brackets"),
        ("risks == 'illness'", HOME, 1, "cannot be compared"),
        ("has_risk('sloth')", HOME, 1, "“sloth” is not one of"),
        ("has_risk()", HOME, 1, "needs written words"),
        ("has_measure_for('health')", HOME, 1, "a measure and at least one risk"),
        ("count_risks('x') > 1", HOME, 1, "count_risks() takes nothing"),
        ("day('2022-02-30') < as_of", HOME, 1, "“2022-02-30” is not a date"),
        ("land_area is 3", HOME, 14, "“is” asks for None only"),
        ("3 is None", HOME, 1, "a written value is always known"),
        ("members", HOME, 1, "the whole must be a question"),
        ("members > 1e13", HOME, 11, "numbers lie between"),
        ("members > 1e-9", HOME, 11, "numbers lie between"),
        ("mu(members) > mu(1)", HOME, 1, "mu(…) needs one written number"),
        ("members % 2 == 1", HOME, 1, "only + - * / can be used"),
        ("members ** 9 == 1", HOME, 1, "only + - * / can be used"),
        ("True and is_dwelling_safe", HOME, 1, "“True” cannot be used here"),
        ("extra.kwh > 3", HOME, 1, "no further field “kwh” is defined here"),
        ("household.id > 3", HOME, 1, "only extra.KEY has a point"),
        ("__import__('os').system('x')", HOME, 1, "unknown function"),
        ("().__class__.__bases__", HOME, 1, "only extra.KEY has a point"),
        ("(lambda: 1)()", HOME, 1, "unknown function"),
        ("[x for x in (1, 2)]", HOME, 1, "cannot be used here"),
        ("f'{members}' == 'x'", HOME, 1, "cannot be used here"),
        ("members if is_dwelling_safe else 1", HOME, 1, "cannot be used here"),
        ("(members := 3) > 1", HOME, 2, "cannot be used here"),
        ("yuan(value=3) < debt", HOME, 1, "without names"),
        ("any_member(*members)", HOME, 1, "without names"),
        ("members >", HOME, 10, "not an expression"),
        ("import os", HOME, 1, "not an expression"),
        ("", HOME, 1, "not an expression"),
        ("not " * 600 + "works_away", PERSON, 1, "longer than"),
        (" and ".join(["age is None"] * 100), PERSON, 1, "too long"),
        ("\x00", HOME, 1, "not an expression"),
    ],
)
def test_nonsense_is_refused_with_its_place(text: str, setting: Setting, column: int, why: str) -> None:
    with pytest.raises(PredicateRefused) as refused:
        parse_predicate(text, setting)
    assert why in str(refused.value)
    if "not an expression" not in why:
        assert refused.value.column == column


def test_further_fields_are_asked_by_their_key() -> None:
    setting = Setting(
        Subject.HOUSEHOLD, False, {"kwh": number(Unit.PLAIN)}, {"trade": Type(Kind.CODE, codes=("smith", "mason"))}
    )
    parse_predicate("extra.kwh < 10 and any_member(extra.trade == 'smith')", setting)
    for text in ("extra.trade == 'smith'", "any_member(extra.kwh > 1)", "any_member(extra.trade == 'baker')"):
        with pytest.raises(PredicateRefused):
            parse_predicate(text, setting)


def test_amounts_are_held_in_fen() -> None:
    assert parse_expression("yuan(0.29)", HOME).value == 29.0  # type: ignore[union-attr]
    assert parse_expression("percent(25)", HOME).value == 0.25  # type: ignore[union-attr]


def test_derived_facts_are_of_their_type() -> None:
    for fact in CATALOGUE.values():
        if fact.source.value == "derived":
            assert formula_of(fact).type == fact.type


def test_rules_are_read_whole() -> None:
    (rule,) = read_rules(GOOD, "test")
    assert (rule.id, rule.severity, rule.subject, rule.book) == ("t_01", Severity.MID, Subject.PERSON, "test")
    assert list(rule.values) == ["age"]
    assert rule.title.in_language("zh-Hans") == "未满16周岁务工"


@pytest.mark.parametrize(
    ("old", "new", "where", "why"),
    [
        ('severity = "mid"', 'severity = "huge"', "rule[1] “t_01”.severity", "one of high, mid, low is needed"),
        ("works_away", "works_awry", "rule[1] “t_01”.when, column 21 (“works_awry”)", "unknown fact"),
        ("years(16)", "yuan(16)", "rule[1] “t_01”.when, column 1", "unit mismatch: years against yuan"),
        ("%(age)s years", "%(wage)s years", "rule[1] “t_01”.values.wage, column 1", "unknown fact “wage”"),
        ("%(age)s years", "years", "rule[1] “t_01”.message", "both languages need the same places"),
        ("100 %%.", "100 %.", "rule[1] “t_01”.message.en", "write a percent sign twice"),
        ('title.zh = "未满16周岁务工"', "", "rule[1] “t_01”.title", "words in English (en) and Chinese (zh)"),
        ('source = "test"', "", "rule[1] “t_01”.source", "this field is missing"),
        ('source = "test"', 'source = "t"\nsauce = 3', "rule[1] “t_01”.sauce", "unknown field"),
        ('mend = ["works_away"]', 'mend = ["shoes"]', "rule[1] “t_01”.mend", "unknown fact “shoes”"),
        ("valid_from = 2020-01-01", 'valid_from = "soon"', "rule[1] “t_01”.valid_from", "a date is needed"),
        (
            "valid_from = 2020-01-01",
            "valid_from = 2020-01-01\nvalid_to = 2019-01-01",
            "rule[1] “t_01”.valid_to",
            "before",
        ),
        ("valid_from = 2020-01-01", 'valid_from = 2020-01-01\nregion = "52."', "rule[1] “t_01”.region", "in 36. only"),
        ('id = "t_01"', 'id = "T 1"', "rule[1] “T 1”.id", "small letters"),
        ('id = "t_01"', 'id = "t_01"\nalso = ["t_01"]', "rule “t_01”", "stands twice"),
        ('id = "t_01"', 'id = "t_01"\nvalues.shoe = "age"', "rule[1] “t_01”.values.shoe", "no place of the message"),
        ("[[rule]]", "[rule]", "file", "a list of rules"),
        ("[[rule]]", "[[rule", "file", "not a TOML file"),
    ],
)
def test_a_faulty_rule_refuses_to_load_and_says_where(old: str, new: str, where: str, why: str) -> None:
    assert old in GOOD
    with pytest.raises(RulesInvalid) as refused:
        read_rules(GOOD.replace(old, new, 1), "test", region="36.")
    faults = [str(fault) for fault in refused.value.faults]
    assert any(fault.startswith(where) and why in fault for fault in faults), faults


def test_every_fault_is_found_at_once() -> None:
    text = GOOD.replace("mid", "huge").replace("works_away", "shoes").replace("2020-01-01", "3")
    with pytest.raises(RulesInvalid) as refused:
        read_rules(text, "test")
    assert len(refused.value.faults) == 4


def test_rules_hold_in_their_region_and_time() -> None:
    (rule,) = read_rules(GOOD, "test", region="36.3601.")
    book = make_book([rule])
    assert book.in_region("36.").rules and book.in_region("36.3601.360121.").rules and book.in_region("").rules
    assert not book.in_region("52.").rules
    assert book.on(rule.valid_from).rules
    assert (
        not make_book(read_rules(GOOD + "valid_to = 2021-01-01", "test")).on(rule.valid_from.replace(year=2021)).rules
    )


def test_shipped_rules_say_enough() -> None:
    for rule in shipped_rules():
        assert rule.source and rule.title.en and rule.title.zh, rule.id
        assert len(rule.message.en.split()) >= 8 and len(rule.message.zh) >= 12, rule.id
        assert rule.mend, rule.id
        assert set(PLACE.findall(rule.message.en)) == set(PLACE.findall(rule.message.zh)) == set(rule.values), rule.id
        assert not set(rule.message.zh) & set(",;:?!"), f"{rule.id}: Chinese has its own punctuation"
    assert len({rule.title.en for rule in shipped_rules()}) == len(shipped_rules().rules)
    assert sorted(path.stem for path in HERE.glob("*.toml")) == sorted({rule.book for rule in shipped_rules()})


def test_written_values_travel_as_parameters() -> None:
    (rule,) = read_rules(GOOD.replace("and works_away", "and sex == 'male'"), "test")
    statement = compile_rules([rule], Ground())
    assert "'male'" not in statement.sql
    assert "male" in statement.params.values()


@pytest.mark.parametrize(
    ("answers", "all_of", "one_of"),
    [
        ((), True, False),
        ((True, None), None, True),
        ((False, None), False, None),
        ((True, False), False, True),
        ((None,), None, None),
    ],
)
def test_what_is_not_known_decides_nothing(
    answers: tuple[bool | None, ...], all_of: bool | None, one_of: bool | None
) -> None:
    assert (every(answers), some(answers)) == (all_of, one_of)
