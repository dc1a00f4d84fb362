"""Rules as frozen data that was proven usable before it was built."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from registry.rules.quality.syntax import Node
from registry.rules.quality.words import SEVERITY_RANK, Severity, Subject


@dataclass(frozen=True, slots=True)
class Text:
    """Words of a rule in both languages; they are data, so they are not in the translation files."""

    en: str
    zh: str

    def in_language(self, language: str) -> str:
        """Return the Chinese words for any Chinese language, the English ones otherwise."""
        return self.zh if language.lower().startswith("zh") else self.en


@dataclass(frozen=True, slots=True)
class Rule:
    """One validation rule.

    Args:
        also: further ids under which the same rule is known, in the sheets of other groups of households.
        when: the predicate; a record for which it holds violates the rule. `predicate` is its text.
        message: what is wrong with one record and how to mend it; its `%(name)s` places are filled from `values`.
        values: place of the message → the expression that fills it.
        mend: facts to look at, so that people find the field.
        note: what the rule does not see, or how it was read.
        region: a region path prefix; empty holds everywhere.
        book: the name of the file that it stands in.
    """

    id: str
    also: tuple[str, ...]
    severity: Severity
    subject: Subject
    when: Node
    predicate: str
    title: Text
    message: Text
    values: Mapping[str, Node]
    mend: tuple[str, ...]
    source: str
    note: Text | None
    valid_from: date
    valid_to: date | None
    region: str
    book: str

    @property
    def ids(self) -> tuple[str, ...]:
        """Every id of the rule, its own first."""
        return (self.id, *self.also)

    def holds_on(self, day: date) -> bool:
        """Tell whether the rule is in force on a day."""
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)


@dataclass(frozen=True)
class RuleBook:
    """All rules that are in force somewhere, the most severe first."""

    rules: tuple[Rule, ...]

    def __iter__(self) -> Iterator[Rule]:
        return iter(self.rules)

    def find(self, rule_id: str) -> Rule | None:
        """Return the rule of an id, its own or a further one."""
        return next((rule for rule in self.rules if rule_id in rule.ids), None)

    def on(self, day: date) -> "RuleBook":
        """Return the rules in force on a day."""
        return RuleBook(tuple(rule for rule in self.rules if rule.holds_on(day)))

    def in_region(self, region_path: str) -> "RuleBook":
        """Return the rules that hold for some household of a region."""
        return RuleBook(tuple(rule for rule in self.rules if _overlap(rule.region, region_path)))


def make_book(rules: Iterable[Rule]) -> RuleBook:
    """Return a book in its order: by severity, then by id."""
    return RuleBook(tuple(sorted(rules, key=lambda rule: (SEVERITY_RANK[rule.severity], rule.id))))


def _overlap(one: str, other: str) -> bool:
    return one.startswith(other) or other.startswith(one)
