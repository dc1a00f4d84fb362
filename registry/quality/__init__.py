"""The rules that ship with Holdfast."""

from functools import cache
from pathlib import Path

from registry.rules.quality.reading import read_rules
from registry.rules.quality.rulebook import RuleBook, make_book

HERE = Path(__file__).parent


@cache
def shipped_rules() -> RuleBook:
    """Return all shipped rules. Raises: RulesInvalid when one of the files has a fault."""
    files = sorted(HERE.glob("*.toml"))
    return make_book(rule for file in files for rule in read_rules(file.read_text(encoding="utf-8"), file.stem))
