"""Profiles in words: what each column fills, how it is written, and what is wrong where."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext as _

from foundation.unit_of_work import UnitOfWork
from foundation.wording import mark
from registry.models import ImportProfile
from registry.queries.profiles import list_usable_definitions
from registry.queries.regions import name_trail
from registry.rules.fields import FieldDefinition
from registry.rules.imports.fields import FIELDS, HAS_EXTRA, FieldKind
from registry.rules.imports.profile import ColumnProfile, Profile
from registry.rules.imports.profile_fields import EXTRA_KINDS, field_of
from registry.rules.imports.profile_texts import PlacedProblem
from registry.rules.imports.templates import DATE_FORMS, UNIT_WORDS
from registry.rules.imports.units import UNITS
from registry.rules.words_imports import StagedEntity
from web.languages import current_language
from web.registry.import_words import label_of
from web.registry.profile_sheets import FIELD, FURTHER, OWN

OWN_WORDS = {
    "number": mark("a number"),
    "whole": mark("a whole number"),
    "flag": mark("yes or no"),
    "text": mark("text"),
    "date": mark("a date"),
}
DATE_WORDS = {"": mark("a day"), "month": mark("a month, its last day"), "year": mark("a year, its last day")}
Choices = list[tuple[str, str]]


def problem_text(problem: PlacedProblem) -> str:
    """Return what is wrong, with the line and the column of the text where they are known."""
    sentence = _(problem.message, **problem.params)
    if problem.line and problem.column:
        return _("Line %(line)s, column %(column)s: %(what)s", line=problem.line, column=problem.column, what=sentence)
    return _("Line %(line)s: %(what)s", line=problem.line, what=sentence) if problem.line else sentence


def fill_choices(unit: UnitOfWork, entity: StagedEntity) -> list[tuple[str, Choices]]:
    """Return what a column of an entity may fill, in groups: the register's fields, further fields, own indicators."""
    groups = [(_("Fields of the register"), [(FIELD + field.name, label_of(field)) for field in FIELDS[entity]])]
    if entity in HAS_EXTRA:
        further = [one for one in list_usable_definitions(unit) if one.entity == entity.value]
        if further:
            groups.append(
                (_("Further fields of the region"), [(FURTHER + one.key, further_label(one)) for one in further])
            )
        own = [(OWN + name, _("own indicator: %(kind)s", kind=_(OWN_WORDS[name]))) for name in EXTRA_KINDS]
        groups.append((_("An indicator of this profile’s own"), own))
    return groups


def further_label(definition: FieldDefinition) -> str:
    """Return the question of a further field."""
    return label_of(field_of(definition))


def unit_choices() -> Choices:
    """Return the units that a column may be written in."""
    return [("", "–"), *((name, _(UNIT_WORDS[name])) for name in UNITS)]


def date_choices() -> Choices:
    """Return how exact a column of dates may be."""
    return [(value, _(words)) for value, words in DATE_WORDS.items()]


def fills_text(column: ColumnProfile) -> str:
    """Return what a column fills, in words."""
    if column.is_extra and not column.field.is_defined:
        return _("own indicator “%(key)s”", key=column.field.name)
    return label_of(column.field)


def written_text(column: ColumnProfile) -> str:
    """Return how a column's cells are written: unit, form of a date, number of words."""
    parts = []
    if column.unit:
        parts.append(_(UNIT_WORDS[column.unit]))
    if column.field.kind is FieldKind.DATE:
        parts.append(DATE_FORMS[column.dates])
    if column.codes:
        parts.append(_("%(count)s words of its own", count=len(column.codes)))
    if column.constants:
        parts.append(", ".join(column.constants.values()))
    return " · ".join(parts)


def place_of(unit: UnitOfWork, profile: ImportProfile | None) -> str:
    """Return the region whose profile it is."""
    if profile is None:
        return _("comes with the platform")
    names = name_trail(unit, profile.region_path) if profile.region_path else []
    return names[-1] if names else _("the whole register")


def title_of(profile: Profile) -> str:
    """Return a profile's title in the page's language."""
    return profile.title(current_language())


def names_of(patterns: Sequence[str]) -> str:
    """Return patterns of file or sheet names in one line."""
    return _(", ").join(patterns)


def titles_of(document: Mapping[str, Any]) -> tuple[str, str]:
    """Return the Chinese and the English title of a document."""
    titles = document.get("title", {})
    return (str(titles.get("zh", "")), str(titles.get("en", ""))) if isinstance(titles, Mapping) else ("", "")
