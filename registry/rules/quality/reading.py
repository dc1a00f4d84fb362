"""Builds rules from a TOML text; one reading finds every fault, each with its place, and nothing is built from a text
that has any."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Any, TypeVar

from foundation.wording import mark
from registry.rules.quality.catalogue import CATALOGUE
from registry.rules.quality.faults import Fault, PredicateRefused, RulesInvalid
from registry.rules.quality.kinds import Type
from registry.rules.quality.parsing import Setting, parse_expression, parse_predicate
from registry.rules.quality.rulebook import Rule, Text
from registry.rules.quality.syntax import Node
from registry.rules.quality.words import Severity, Subject

Code = TypeVar("Code", bound=StrEnum)
ID = re.compile(r"^[0-9a-z_]{3,40}$")
PLACE = re.compile(r"%\((\w+)\)s")
NEEDED = ("id", "severity", "subject", "when", "title", "message", "mend", "source", "valid_from")
KEYS = frozenset({*NEEDED, "also", "values", "note", "valid_to", "region"})
NO_TEXT = Text("", "")


class RuleReader:
    """Reads one table of rules."""

    def __init__(self, table: Mapping[str, Any], where: str, faults: list[Fault]) -> None:
        self.table = table
        self.where = where
        self.faults = faults

    def fault(self, key: str, message: str, **params: object) -> None:
        """Note what is wrong with one field."""
        self.faults.append(Fault(f"{self.where}.{key}", message, params))

    def check_keys(self) -> None:
        """Refuse fields that nobody asked for and name those that are missing."""
        for key in self.table:
            if key not in KEYS:
                self.fault(key, mark("unknown field"))
        for key in NEEDED:
            if key not in self.table:
                self.fault(key, mark("this field is missing"))

    def text(self, key: str) -> str:
        value = self.table.get(key, "")
        if not isinstance(value, str):
            self.fault(key, mark("a text is needed"))
            return ""
        return value

    def words(self, key: str) -> Text:
        """Read `{ en = …, zh = … }`: both languages, neither empty."""
        value = self.table.get(key)
        if value is None:
            return NO_TEXT
        if (
            not isinstance(value, Mapping)
            or set(value) != {"en", "zh"}
            or not all(_is_text(word) for word in value.values())
        ):
            self.fault(key, mark("words in English (en) and Chinese (zh) are needed"))
            return NO_TEXT
        return Text(str(value["en"]), str(value["zh"]))

    def names(self, key: str) -> tuple[str, ...]:
        value = self.table.get(key, [])
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            self.fault(key, mark("a list of texts is needed"))
            return ()
        return tuple(value)

    def code(self, key: str, words: type[Code]) -> Code | None:
        value = self.table.get(key)
        if value in list(words):
            return words(value)
        if value is not None:
            self.fault(key, mark("one of %(allowed)s is needed"), allowed=", ".join(words))
        return None

    def day(self, key: str) -> date | None:
        value = self.table.get(key)
        if value is None or (isinstance(value, date) and not isinstance(value, datetime)):
            return value
        self.fault(key, mark("a date is needed"))
        return None

    def expressions(self) -> dict[str, str]:
        value = self.table.get("values", {})
        if not isinstance(value, Mapping) or not all(isinstance(item, str) for item in value.values()):
            self.fault("values", mark("a table of expressions is needed"))
            return {}
        return dict(value)


def read_rules(
    text: str,
    book: str,
    *,
    region: str = "",
    household_extra: Mapping[str, Type] | None = None,
    person_extra: Mapping[str, Type] | None = None,
) -> tuple[Rule, ...]:
    """Return the rules of a TOML text.

    Args:
        book: the name that the rules are shown under.
        region: where the text holds; rules may narrow it, never leave it.
        household_extra, person_extra: further fields that predicates may name as `extra.KEY`.
    Raises: RulesInvalid with every fault.
    """
    faults: list[Fault] = []
    rules = []
    for number, table in enumerate(_tables(text, faults), 1):
        where = f"rule[{number}] “{table.get('id', '')}”"
        reader = RuleReader(table, where, faults)
        rule = _read_rule(reader, book, region, household_extra or {}, person_extra or {})
        if rule is not None:
            rules.append(rule)
    _check_ids(rules, faults)
    if faults:
        raise RulesInvalid(faults)
    return tuple(rules)


def _tables(text: str, faults: list[Fault]) -> Iterator[Mapping[str, Any]]:
    try:
        whole = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        faults.append(Fault("file", mark("not a TOML file: %(why)s"), {"why": str(error)[:200]}))
        return
    tables = whole.pop("rule", [])
    if whole or not isinstance(tables, list) or not tables or not all(isinstance(item, Mapping) for item in tables):
        faults.append(Fault("file", mark("a list of rules, [[rule]], and nothing else is needed")))
        return
    yield from tables


def _read_rule(
    reader: RuleReader,
    book: str,
    region: str,
    household_extra: Mapping[str, Type],
    person_extra: Mapping[str, Type],
) -> Rule | None:
    before = len(reader.faults)
    reader.check_keys()
    severity, subject = reader.code("severity", Severity), reader.code("subject", Subject)
    setting = Setting(subject or Subject.HOUSEHOLD, False, household_extra, person_extra)
    when = _read_predicate(reader, "when", reader.text("when"), setting)
    title, message = reader.words("title"), reader.words("message")
    rule_region = reader.text("region")
    if not rule_region.startswith(region) and "region" in reader.table:
        reader.fault("region", mark("the rules of this file hold in %(region)s only"), region=region)
    values = _read_values(reader, message, setting)
    _check_ids_shape(reader)
    _check_mend(reader, setting)
    starts, ends = reader.day("valid_from"), reader.day("valid_to")
    if starts and ends and starts >= ends:
        reader.fault("valid_to", mark("it lies before valid_from"))
    if len(reader.faults) > before or severity is None or subject is None or when is None or starts is None:
        return None
    return Rule(
        id=reader.text("id"),
        also=reader.names("also"),
        severity=severity,
        subject=subject,
        when=when,
        predicate=" ".join(reader.text("when").split()),
        title=title,
        message=message,
        values=values,
        mend=reader.names("mend"),
        source=reader.text("source"),
        note=reader.words("note") if "note" in reader.table else None,
        valid_from=starts,
        valid_to=ends,
        region=rule_region or region,
        book=book,
    )


def _read_predicate(reader: RuleReader, key: str, text: str, setting: Setting) -> Node | None:
    if not text:
        return None
    try:
        return parse_predicate(text, setting)
    except PredicateRefused as refusal:
        _place(reader, key, text, refusal)
        return None


def _place(reader: RuleReader, key: str, text: str, refusal: PredicateRefused) -> None:
    """Note a refusal with the words around its column."""
    plain = " ".join(text.split())
    near = plain[max(refusal.column - 1, 0) :][:40]
    reader.faults.append(
        Fault(f"{reader.where}.{key}, column {refusal.column} (“{near}”)", refusal.message, refusal.params)
    )


def _read_values(reader: RuleReader, message: Text, setting: Setting) -> dict[str, Node]:
    """Return what fills the places of a message: expressions given for them, else the facts of these names."""
    given = reader.expressions()
    used = {language: list(PLACE.findall(text)) for language, text in (("en", message.en), ("zh", message.zh))}
    if set(used["en"]) != set(used["zh"]):
        reader.fault("message", mark("both languages need the same places"))
    for language, text in (("en", message.en), ("zh", message.zh)):
        if "%" in PLACE.sub("", text).replace("%%", ""):
            reader.fault(f"message.{language}", mark("write a percent sign twice"))
    for name in set(given) - set(used["en"]):
        reader.fault(f"values.{name}", mark("no place of the message has this name"))
    found = {}
    for name in dict.fromkeys(used["en"]):
        try:
            found[name] = parse_expression(given.get(name, name), setting)
        except PredicateRefused as refusal:
            _place(reader, f"values.{name}", given.get(name, name), refusal)
    return found


def _check_ids_shape(reader: RuleReader) -> None:
    for rule_id in (reader.text("id"), *reader.names("also")):
        if not ID.match(rule_id):
            reader.fault("id", mark("“%(id)s”: small letters, digits and _ only, 3 to 40 of them"), id=rule_id)


def _check_mend(reader: RuleReader, setting: Setting) -> None:
    for name in reader.names("mend"):
        extra = name.removeprefix("extra.")
        if name not in CATALOGUE and extra not in setting.household_extra and extra not in setting.person_extra:
            reader.fault("mend", mark("unknown fact “%(name)s”"), name=name)


def _check_ids(rules: list[Rule], faults: list[Fault]) -> None:
    seen: set[str] = set()
    for rule in rules:
        for rule_id in rule.ids:
            if rule_id in seen:
                faults.append(Fault(f"rule “{rule.id}”", mark("the id “%(id)s” stands twice"), {"id": rule_id}))
            seen.add(rule_id)


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())
