"""Forms of record linkage."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import IntegerField, RadioField, SelectChoice, SelectField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional
from wtforms.widgets import HiddenInput

from foundation.unit_of_work import UnitOfWork
from registry.models import Person
from registry.queries.linkage.decisions import DecisionFilters
from registry.queries.linkage.pairs import PairFilters
from registry.queries.linkage.side_by_side import SHOWN_DIGITS
from registry.queries.regions import list_areas, list_regions_below
from registry.rules.linkage.merging import MERGED_FIELDS
from registry.rules.linkage.model import shipped_model
from registry.rules.linkage.words import Certainty, PairPlace, PairState, Verdict
from registry.rules.values import NUMBERS, as_masked_text
from registry.rules.words import Relation
from web.forms import EnumField, FilterForm, Form, enum_choices
from web.registry.linkage_words import field_title, value_of

LONGEST = 400
LEFT, RIGHT = "left", "right"


class PairFilterForm(FilterForm):
    region = SelectField(_l("Village or township"), [Optional()], validate_choice=False)
    certainty = EnumField(_l("Likeness"), [Optional()], words=Certainty, blank=_l("All"))
    place = EnumField(_l("Where they live"), [Optional()], words=PairPlace, blank=_l("All"))
    state = EnumField(_l("State"), [Optional()], words=PairState, blank=_l("Waiting for a decision"))
    run = IntegerField(_l("Run"), [Optional()], widget=HiddenInput())

    def offer(self, unit: UnitOfWork) -> None:
        """Offer the townships and villages of the reader's areas."""
        places = [*list_regions_below(unit, "township"), *list_regions_below(unit, "village")]
        self.region.choices = [("", _("All")), *((place.path, place.name) for place in places)]
        if self.run.errors:  # an address that somebody typed: shown as if it said nothing
            self.run.raw_data, self.run.errors = [], []

    def filters(self) -> PairFilters:
        """Return the filters that the form says."""
        known = {path for path, _name in self.region.choices or ()}
        return PairFilters(
            state=self.state.data,
            certainty=self.certainty.data,
            place=self.place.data,
            region_path=self.region.data if self.region.data in known else "",
            run_id=self.run.data,
        )


class DecisionFilterForm(FilterForm):
    verdict = EnumField(_l("Decision"), [Optional()], words=Verdict, blank=_l("All"))
    standing = SelectField(_l("Does it hold?"), [Optional()], validate_choice=False)

    def offer(self) -> None:
        """Offer decisions that hold and those that were undone."""
        self.standing.choices = [("", _("All")), ("yes", _("It holds")), ("no", _("Undone"))]

    def filters(self) -> DecisionFilters:
        """Return the filters that the form says."""
        standing = {"yes": True, "no": False}.get(self.standing.data or "")
        return DecisionFilters(self.verdict.data, standing)


class DecideForm(Form):
    verdict = RadioField(
        _l("Are these two records one person?"),
        [InputRequired(_l("Choose one of the three."))],
        choices=lambda: enum_choices(Verdict),
    )
    reason = TextAreaField(
        _l("How do you know?"),
        [Optional(), Length(max=LONGEST)],
        description=_l("Who was asked, which paper was seen. It stays with the decision."),
    )

    @property
    def decision(self) -> Verdict:
        return Verdict(self.verdict.data)


class UndoForm(Form):
    reason = TextAreaField(_l("Why was it wrong?"), [InputRequired(), Length(max=LONGEST)])


class StartLinkageForm(Form):
    area = SelectField(
        _l("Region"),
        [InputRequired()],
        description=_l("The people of this region in the register are looked at."),
    )
    most = IntegerField(
        _l("Stop when one record looks like more others than"),
        [InputRequired(), NumberRange(1, 100)],
        default=lambda: shipped_model().most_per_person,
        description=_l("So many doubles of one record point to a fault of the data, such as one number given to many."),
    )

    def offer(self, unit: UnitOfWork) -> None:
        """Offer the reader's areas and the townships in them."""
        places = {place.path: place.name for place in (*list_areas(unit), *list_regions_below(unit, "township"))}
        self.area.choices = list(places.items())


class LinkFileForm(StartLinkageForm):
    file = FileField(
        _l("File of people"),
        [FileRequired(_l("Choose a file."))],
        description=_l("CSV, XLSX or Parquet. It is kept encrypted, and only while one of its rows waits."),
        render_kw={"accept": ".csv,.xlsx,.parquet,.txt,text/csv"},
    )


def merge_form(left: Person, right: Person, codes: Mapping[int, str]) -> Any:
    """Return a form with the question which record stays and one for each value in which the two contradict.

    Args:
        codes: the households' codes by household, which tell the records apart in words.
    """
    sides = {LEFT: left, RIGHT: right}
    stays = suggested(left, right)
    fields: dict[str, Any] = {
        "kept": RadioField(
            _l("Which record stays?"),
            [InputRequired()],
            choices=[SelectChoice(side, _record_words(person, codes)) for side, person in sides.items()],
            default=stays,
            description=_l("It stays in its household. The other one leaves the register today."),
        )
    }
    for name in MERGED_FIELDS:
        mine, theirs = getattr(left, name), getattr(right, name)
        if None not in (mine, theirs) and mine != theirs:
            fields[name] = RadioField(
                field_title(name),
                [InputRequired()],
                choices=[
                    SelectChoice(LEFT, _choice_words(name, mine)),
                    SelectChoice(RIGHT, _choice_words(name, theirs)),
                ],
                default=stays,
            )
    fields["reason"] = TextAreaField(_l("How do you know?"), [Optional(), Length(max=LONGEST)])
    return type("MergeForm", (Form,), fields)()


def suggested(left: Person, right: Person) -> str:
    """Return which record is offered to stay: the head of a household, else the one of which more is known."""
    heads = [person.relation is Relation.HEAD for person in (left, right)]
    if heads[0] != heads[1]:
        return LEFT if heads[0] else RIGHT
    known = [sum(getattr(person, name) is not None for name in MERGED_FIELDS) for person in (left, right)]
    return RIGHT if known[1] > known[0] else LEFT


def known_to_one(left: Person, right: Person) -> list[tuple[str, str]]:
    """Return the values that only one of the records knows, in words: the record that stays gets them."""
    found = []
    for name in MERGED_FIELDS:
        mine, theirs = getattr(left, name), getattr(right, name)
        if (mine is None) != (theirs is None):
            found.append((field_title(name), _choice_words(name, theirs if mine is None else mine)))
    return found


def taken_fields(form: Any, left: Person, right: Person) -> tuple[Person, set[str]]:
    """Return which record stays, and the fields in which it takes the other's value."""
    kept, other = (left, right) if form.kept.data == LEFT else (right, left)
    chosen = {f.short_name for f in form if f.short_name in MERGED_FIELDS and f.data != form.kept.data}
    missing = {name for name in MERGED_FIELDS if getattr(kept, name) is None and getattr(other, name) is not None}
    return kept, chosen | missing


def _choice_words(name: str, value: Any) -> str:
    words = as_masked_text(value[-SHOWN_DIGITS:]) if name in NUMBERS else value_of(name, value)
    return words or _("not known")


def _record_words(person: Person, codes: Mapping[int, str]) -> str:
    code, member = codes[person.household_id], person.code
    if person.relation is Relation.HEAD:
        return _("%(name)s, head of household %(code)s", name=person.name, code=code)
    return _("%(name)s, household %(code)s, member %(member)s", name=person.name, code=code, member=member)
