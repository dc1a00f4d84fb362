"""The household form that Holdfast offers: made from the register's own fields and a region's further ones.

A person with a phone chooses a household of the device's list or begins a new one, and answers only what has changed:
an empty answer says nothing and erases nothing. Source: docs/methods.md, Field collection.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from foundation.wording import Worded, mark
from registry.rules.collection import mapping
from registry.rules.collection.field_questions import field_question, further_choices, further_list, further_row
from registry.rules.collection.sheets import Choice, FormLanguage, FormRow, FormSheets, Text, code_choices, list_name
from registry.rules.fields import FieldDefinition, FieldEntity
from registry.rules.imports.fields import FIELDS, HOUSEHOLD, PERSON, Field, field_named
from registry.rules.words import ConsentPurpose, IncomeSource, SpendingKind
from registry.rules.words_imports import StagedEntity

IS_KNOWN = "${is_known} = 'yes'"
IS_NEW = "${is_known} = 'no'"
AGREED = "${may_ask} = 'yes'"
ASKED_CONSENTS = (ConsentPurpose.DATA_CHECK, ConsentPurpose.SHARE_WITH_HELPER)
MOST_REPEATS = 30
TABLE_ROOT = "root"
"""What clients call the outermost node that they make of a CSV table."""
NOT_ASKED = frozenset(
    {
        "code",
        "household_code",
        "village_code",
        "latitude",
        "longitude",
        "surveyed_on",
        "registered_on",
        "closed_on",
        "is_generated",
        "survey_weight",
        "bank_account",
        "joined_on",
        "left_on",
        "died_on",
    }
)
"""Fields that the form fills by itself, asks in a way of its own, or leaves to the office."""


class YesNo(Worded):
    YES = "yes", mark("Yes")
    NO = "no", mark("No")


class MemberState(Worded):
    """What became of a member whom the register knows."""

    SAME = "same", mark("Lives here, nothing changed")
    CHANGED = "changed", mark("Lives here, something changed")
    LEFT = "left", mark("Left the household")
    DIED = "died", mark("Died")


@dataclass(frozen=True, slots=True)
class FormTitle:
    """What the form is called: its `form_id` for machines, its name for people, its version."""

    form_id: str
    name: str
    version: str


def household_form(
    title: FormTitle, languages: Sequence[FormLanguage], further: Sequence[FieldDefinition] = ()
) -> FormSheets:
    """Return the household form as an XLSForm."""
    rows = [*_beginning(), *_which_household(), *_household(further), *_known_members(further), *_new_members(further)]
    rows += [*_money(), *_events(), *_ending()]
    settings = {
        "form_title": title.name,
        "form_id": title.form_id,
        "version": title.version,
        "default_language": languages[0].heading,
        "instance_name": "concat(${household_code}, ' ', ${household_label})",
        "client_editable": "yes",
    }
    return FormSheets(rows, _choices(further), settings)


def _beginning() -> Iterator[FormRow]:
    yield FormRow("start", "start")
    yield FormRow("end", "end")
    yield FormRow("today", "surveyed_on")
    yield FormRow("deviceid", "deviceid")
    yield FormRow("csv-external", "members_list")
    yield FormRow("begin_group", "beginning", Text(mark("Before you begin")))
    yield FormRow(
        "note",
        "tell",
        Text(
            mark(
                "Tell the household who you are, what is asked, what it is for and who will see it. Nobody has to "
                "answer, and no answer takes anything away from them."
            )
        ),
    )
    yield _yes_no("may_ask", Text(mark("Does the household agree to answer?")), required="yes")
    yield FormRow("end_group")


def _which_household() -> Iterator[FormRow]:
    yield FormRow("begin_group", "which_household", Text(mark("Which household")), relevant=AGREED)
    yield FormRow(
        "select_one_from_file villages.csv",
        "village_code",
        Text(mark("Village")),
        required="yes",
        appearance="minimal autocomplete",
    )
    yield _yes_no("is_known", Text(mark("Is the household in the register already?")), required="yes")
    yield FormRow(
        "select_one_from_file households.csv",
        "known_code",
        Text(mark("Household")),
        Text(mark("Found by the name of its head.")),
        required="yes",
        relevant=IS_KNOWN,
        choice_filter="village = ${village_code}",
        appearance="minimal autocomplete",
    )
    yield FormRow(
        "text",
        "new_code",
        Text(mark("Household number, if your office has given one")),
        Text(mark("Leave it empty otherwise: a number is made.")),
        relevant=IS_NEW,
        constraint="string-length(.) <= 40",
    )
    yield FormRow("calculate", "made_code", calculation="once(substr(uuid(), 0, 8))")
    given = "if(string-length(${new_code}) > 0, ${new_code}, concat(${village_code}, '-', ${made_code}))"
    yield FormRow("calculate", mapping.HOUSEHOLD_CODE, calculation=f"if({IS_KNOWN}, ${{known_code}}, {given})")
    for name, column in ((mapping.BASE_MARK, "mark"), ("household_label", "label"), ("member_count", "members")):
        yield FormRow("calculate", name, calculation=_looked_up("households", "name", "known_code", column))
    yield FormRow("end_group")


def _looked_up(table: str, key: str, question: str, column: str) -> str:
    return f"instance('{table}')/{TABLE_ROOT}/item[{key} = ${{{question}}}]/{column}"


def _household(further: Sequence[FieldDefinition]) -> Iterator[FormRow]:
    yield FormRow("begin_group", "household", Text(mark("House and land")), relevant=AGREED)
    yield FormRow("note", "only_changes", Text(mark("Answer only what has changed.")), relevant=IS_KNOWN)
    for field in _asked(HOUSEHOLD):
        required = IS_NEW if field.is_needed else ""
        yield from field_question(field, required=required)
    for one in further:
        if one.entity is FieldEntity.HOUSEHOLD:
            yield further_row(one)
    yield FormRow(
        "geopoint",
        mapping.LOCATION,
        Text(mark("Place of the house")),
        Text(mark("Stand before the house, under the open sky.")),
    )
    yield FormRow("image", "photo_house", Text(mark("Photo of the house")), parameters="max-pixels=1600")
    yield FormRow("end_group")


def _known_members(further: Sequence[FieldDefinition]) -> Iterator[FormRow]:
    yield FormRow(
        "begin_repeat",
        mapping.MEMBERS,
        Text(mark("Member whom the register knows")),
        relevant=f"{AGREED} and {IS_KNOWN}",
        repeat_count="${member_count}",
    )
    yield FormRow("calculate", "member_key", calculation="concat(${known_code}, '/', position(..))")
    for name, column in ((mapping.PERSON_CODE, "code"), ("known_name", "label")):
        yield FormRow("calculate", name, calculation=_looked_up("members_list", "key", "member_key", column))
    yield FormRow(
        "select_one member_state",
        mapping.MEMBER_STATE,
        Text(mark("What is new with ${known_name}?")),
        required="yes",
    )
    changed = f"${{{mapping.MEMBER_STATE}}} = 'changed'"
    for state, name, label in _departures():
        yield FormRow(
            "date",
            name,
            Text(label),
            required="yes",
            relevant=f"${{{mapping.MEMBER_STATE}}} = '{state}'",
            constraint=". <= today()",
        )
    yield FormRow("begin_group", "changed", Text(mark("What changed")), relevant=changed)
    yield from _person_questions(further, is_new=False)
    yield FormRow("end_group")
    yield FormRow("end_repeat")


def _departures() -> Iterator[tuple[MemberState, str, str]]:
    yield MemberState.LEFT, "left_on", mark("Left the household on")
    if field_named(StagedEntity.PERSON, "died_on") is not None:
        yield MemberState.DIED, "died_on", mark("Died on")


def _new_members(further: Sequence[FieldDefinition]) -> Iterator[FormRow]:
    yield from _counted(
        "new_member_count",
        Text(mark("How many members does the register not know yet?")),
        Text(mark("All of them for a new household, with exactly one head; births and people who moved in otherwise.")),
        required="yes",
    )
    yield FormRow(
        "begin_repeat",
        mapping.NEW_MEMBERS,
        Text(mark("Member whom the register does not know yet")),
        relevant=f"{AGREED} and ${{new_member_count}} > 0",
        repeat_count="${new_member_count}",
    )
    yield FormRow("calculate", mapping.PERSON_CODE, calculation="once(concat('F', substr(uuid(), 0, 8)))")
    yield from _person_questions(further, is_new=True)
    yield FormRow("end_repeat")


def _person_questions(further: Sequence[FieldDefinition], *, is_new: bool) -> Iterator[FormRow]:
    for field in _asked(PERSON):
        yield from field_question(field, required="yes" if is_new and field.is_needed else "")
    for one in further:
        if one.entity is FieldEntity.PERSON:
            yield further_row(one)
    if is_new:
        yield FormRow("date", "joined_on", Text(mark("Joined the household on")), constraint=". <= today()")


def _money() -> Iterator[FormRow]:
    yield FormRow("begin_group", "money", Text(mark("Income and spending of a year")), relevant=AGREED)
    yield FormRow(
        "integer",
        mapping.MONEY_YEAR,
        Text(mark("Year of the amounts below")),
        Text(mark("Leave this and the amounts empty if you do not ask for them.")),
        constraint=". >= 2000 and . < number(format-date(today(), '%Y'))",
        constraint_message=Text(mark("Take a year that is over.")),
    )
    asked = f"${{{mapping.MONEY_YEAR}}} != ''"
    for words, prefix in ((IncomeSource, mapping.INCOME), (SpendingKind, mapping.SPENDING)):
        for word in words:
            yield FormRow(
                "decimal",
                f"{prefix}{word.value}",
                Text(word.label, mark("yuan")),
                relevant=asked,
                constraint=". >= 0 and . <= 10000000000",
            )
    yield FormRow("end_group")


def _events() -> Iterator[FormRow]:
    yield from _counted(
        "event_count",
        Text(mark("How many events befell the household since the last visit?")),
        Text(mark("Disaster, illness, accident, loss of work, death, fire.")),
    )
    yield FormRow(
        "begin_repeat",
        mapping.EVENTS,
        Text(mark("Event")),
        relevant=f"{AGREED} and ${{event_count}} > 0",
        repeat_count="${event_count}",
    )
    for field in _asked(FIELDS[StagedEntity.EVENT]):
        yield from field_question(field, required="yes" if field.is_key else "")
    yield FormRow("end_repeat")


def _ending() -> Iterator[FormRow]:
    yield FormRow("begin_group", "ending", Text(mark("Consent and remarks")), relevant=AGREED)
    for purpose in ASKED_CONSENTS:
        yield _yes_no(f"{mapping.CONSENT}{purpose.value}", Text(purpose.label))
    is_given = " or ".join(f"${{{mapping.CONSENT}{purpose.value}}} = 'yes'" for purpose in ASKED_CONSENTS)
    yield FormRow(
        "text", mapping.CONSENT_BY, Text(mark("Name of the member who consents")), required="yes", relevant=is_given
    )
    yield FormRow("text", "remark", Text(mark("Remarks for your office")), appearance="multiline")
    yield FormRow("end_group")


def _counted(name: str, label: Text, hint: Text, *, required: str = "") -> Iterator[FormRow]:
    """Yield the question that says how often a repeat is asked; without it a client opens the first one unasked."""
    yield FormRow(
        "integer", name, label, hint, required=required, relevant=AGREED, constraint=f". >= 0 and . <= {MOST_REPEATS}"
    )


def _yes_no(name: str, label: Text, *, required: str = "") -> FormRow:
    return FormRow("select_one yes_no", name, label, required=required)


def _asked(fields: Sequence[Field]) -> list[Field]:
    return [field for field in fields if field.name not in NOT_ASKED]


def _choices(further: Sequence[FieldDefinition]) -> list[Choice]:
    lists: dict[str, list[Choice]] = {}
    code_lists: list[type[Worded]] = [YesNo, *_code_lists()]
    for words in code_lists:
        choices = code_choices(words)
        lists[choices[0].list_name] = choices
    states = {state.value for state, _name, _label in _departures()} | {MemberState.SAME, MemberState.CHANGED}
    lists[list_name(MemberState)] = [one for one in code_choices(MemberState) if one.value in states]
    for one in further:
        if one.options:
            lists[further_list(one)] = further_choices(one)
    return [choice for choices in lists.values() for choice in choices]


def _code_lists() -> Iterator[type[Worded]]:
    for entity in (StagedEntity.HOUSEHOLD, StagedEntity.PERSON, StagedEntity.EVENT):
        for field in _asked(FIELDS[entity]):
            if field.words is not None:
                yield field.words
