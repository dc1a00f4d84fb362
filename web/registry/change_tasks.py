"""The changes of a family as tasks: what is asked, in which order, what is done, and what each brings about."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from foundation.unit_of_work import UnitOfWork
from registry.queries.places import list_places
from registry.rules.changes import ChangeKind
from registry.rules.changes_facts import FamilyChanged
from registry.rules.relations import find_spouse, relation_of_spouse
from registry.rules.words import MaritalStatus
from web.registry import change_acts as acts
from web.registry import change_forms as forms
from web.registry.change_who import Who, as_member

Kind = ChangeKind
Act = Callable[[UnitOfWork, Who, Any], FamilyChanged]
Make = Callable[[UnitOfWork, Who], forms.ChangeForm]


@dataclass(frozen=True)
class Ask:
    """Fields that are asked together, under a title where they are for some answers only."""

    fields: tuple[str, ...]
    title: LazyString | None = None


@dataclass(frozen=True)
class Task:
    """One kind of change on its page.

    Args:
        make: makes its form, filled with what can be told.
        act: does it.
        asks: the form's fields in groups; relations follow at the end by themselves.
        submit: the button that does it.
        brings: what follows from it, told before it is done.
    """

    make: Make
    act: Act
    asks: tuple[Ask, ...]
    submit: LazyString
    brings: LazyString


def plain(form: type[forms.ChangeForm]) -> Make:
    """Return the maker of a form that needs nothing from the household but its new relations."""
    return lambda unit, who: with_new_head(form, who)()


def with_new_head(form: type[forms.ChangeForm], who: Who) -> type[forms.ChangeForm]:
    """Return the form, with everybody's relation to the new head when the head goes."""
    if who.head_id is None:
        return form
    return forms.with_relations(form, who.staying, who.proposals(who.members, who.head_id))


def make_head(unit: UnitOfWork, who: Who) -> forms.ChangeForm:
    """Return the form that asks everybody's relation to another head."""
    proposals = who.proposals(who.members, who.chosen[0].id)
    return forms.with_relations(forms.HeadForm, who.members, proposals)()


def make_split(unit: UnitOfWork, who: Who) -> forms.ChangeForm:
    """Return the form that asks where those who go live, and everybody's relation."""
    proposals = who.proposals(who.chosen, who.new_head_id or 0)
    proposals |= who.proposals(who.members, who.head_id) if who.head_id else {}
    proposals |= {person.id: who.proposals(who.chosen, who.new_head_id or 0)[person.id] for person in who.chosen}
    people = [*who.chosen, *(who.staying if who.head_id else [])]
    form: Any = forms.with_places(forms.with_relations(forms.SplitForm, people, proposals), list_places(unit))()
    return at_home(form, who)


def make_merge(unit: UnitOfWork, who: Who) -> forms.ChangeForm:
    """Return the form that asks what those who come are to the head of this household."""
    return forms.with_relations(forms.MergeForm, who.other_members, {})()


def make_move(unit: UnitOfWork, who: Who) -> forms.ChangeForm:
    """Return the form that asks where the household lives now."""
    return at_home(forms.with_places(forms.MoveForm, list_places(unit))(), who)


def at_home(form: Any, who: Who) -> Any:
    """Fill in the village of the household where nothing was chosen yet."""
    if not form.is_submitted():
        form.village_code.data = who.household.village_code
    return form


def make_marriage(unit: UnitOfWork, who: Who) -> forms.ChangeForm:
    """Return the form that asks who husband or wife is and where the couple lives."""
    form: Any = with_new_head(forms.MarriageForm, who)()
    if not form.is_submitted():
        form.relation.data = relation_of_spouse(who.chosen[0].relation)
    return form


def make_divorce(unit: UnitOfWork, who: Who) -> forms.ChangeForm:
    """Return the form that asks from whom, and where the one who leaves goes."""
    form: Any = with_new_head(forms.DivorceForm, who)()
    married = [one for one in who.staying if one.marital_status in (None, MaritalStatus.MARRIED)]
    form.former_spouse.choices = [("", _l("Somebody outside the household")), *((str(p.id), p.name) for p in married)]
    spouse = find_spouse([as_member(member) for member in who.members], who.chosen[0].id)
    if not form.is_submitted() and spouse is not None:
        form.former_spouse.data = str(spouse.person_id)
    return form


DETAILS = Ask(("name", "sex", "born_on", "ethnicity", "id_number"), _l("If not in the register yet"))
REGISTERED = Ask(("member_household", "member_number"), _l("If in the register already"))
WHEN = Ask(("happened_on", "reason"))
WHERE = Ask(("where", "target", "target_relation"))
REASON = Ask(("reason",))

TASKS: dict[ChangeKind, Task] = {
    Kind.BIRTH: Task(
        plain(forms.BirthForm),
        acts.do_birth,
        (Ask(("name", "sex", "happened_on", "relation", "ethnicity", "id_number")), REASON),
        _l("Record the birth"),
        _l("The child belongs to the household from the day of birth and counts for its income per head from then on."),
    ),
    Kind.DEATH: Task(
        plain(forms.DeathForm),
        acts.do_death,
        (WHEN,),
        _l("Record the death"),
        _l(
            "The member no longer belongs to the household. Husband or wife is recorded as widowed, and the death "
            "counts as a shock. If nobody is left, the household closes."
        ),
    ),
    Kind.MARRIAGE: Task(
        make_marriage,
        acts.do_marriage,
        (Ask(("happened_on", "home")), Ask(("source",)), DETAILS, REGISTERED, Ask(("relation", "reason"))),
        _l("Record the marriage"),
        _l("Both are recorded as married. Whoever comes or goes belongs to the other household from that day on."),
    ),
    Kind.DIVORCE: Task(
        make_divorce,
        acts.do_divorce,
        (Ask(("happened_on", "former_spouse")), WHERE, REASON),
        _l("Record the divorce"),
        _l("Both are recorded as divorced, and the one who leaves no longer belongs to this household."),
    ),
    Kind.JOINED: Task(
        plain(forms.JoinedForm),
        acts.do_joined,
        (Ask(("happened_on", "source")), DETAILS, REGISTERED, Ask(("relation", "reason"))),
        _l("Take the member in"),
        _l("Whoever joins belongs to this household from that day on, and no longer to another one."),
    ),
    Kind.LEFT: Task(
        plain(forms.LeftForm),
        acts.do_left,
        (Ask(("happened_on",)), WHERE, REASON),
        _l("Record that the member left"),
        _l("The member no longer belongs to this household from that day on. The past stays in its history."),
    ),
    Kind.HEAD: Task(
        make_head,
        acts.do_head,
        (WHEN,),
        _l("Change the head"),
        _l("The household is listed under its new head, and everybody’s relation is told anew."),
    ),
    Kind.SPLIT: Task(
        make_split,
        acts.do_split,
        (Ask(("happened_on",)), Ask(("village_code", "address", "code")), REASON),
        _l("Split the household"),
        _l(
            "A household is founded in the register. An open case, income and spending stay with the old one; what the "
            "new one has and needs has to be found out at a visit."
        ),
    ),
    Kind.MERGE: Task(
        make_merge,
        acts.do_merge,
        (WHEN,),
        _l("Merge the households"),
        _l(
            "The other household closes, and its members belong to this one. Its income, spending, insurance and "
            "points stay in its own file."
        ),
    ),
    Kind.MOVE: Task(
        make_move,
        acts.do_move,
        (Ask(("happened_on",)), Ask(("village_code", "address", "is_correction")), REASON),
        _l("Move the household"),
        _l(
            "Everything that belongs to the household goes to the new village, an open case too. Those who are "
            "responsible only for the old village no longer see it."
        ),
    ),
    Kind.CLOSED: Task(
        plain(forms.CloseForm),
        acts.do_close,
        (Ask(("end", "happened_on", "reason")),),
        _l("Close the household"),
        _l("Nobody belongs to the household any more; it is graded, listed and visited no longer. Its file stays."),
    ),
    Kind.ERROR: Task(
        plain(forms.ErrorForm),
        acts.do_error,
        (WHEN,),
        _l("Strike the member off"),
        _l("The person never belonged to the household, on no day. The record itself stays."),
    ),
}
