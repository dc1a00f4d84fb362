"""The changes of a region as the pages offer them: the form, what is checked first, what is done, and its words."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from foundation.unit_of_work import UnitOfWork
from registry.models import Region
from registry.operations import region_changes as acts
from registry.operations import region_checks as checks
from registry.queries.region_changes import RegionEvent, RegionWeight
from registry.queries.regions import get_region
from registry.rules.region_changes import RegionChanged, RegionChangeKind
from web.filters import day, label, number
from web.registry import region_forms as forms

Kind = RegionChangeKind


@dataclass(frozen=True)
class RegionStep:
    """One kind of change.

    Args:
        explains: when to choose it.
        takes_along: it moves what hangs on the region, so the confirmation counts it.
    """

    kind: str
    title: LazyString
    explains: LazyString
    button: LazyString
    form: type[forms.RegionChangeForm]
    check: Callable[..., object]
    act: Callable[..., RegionChanged]
    takes_along: bool = True


def _add(unit: UnitOfWork, code: str, *, new_code: str, **values: Any) -> RegionChanged:
    return acts.add_region(unit, code=new_code, parent=code, **values)


def _check_add(unit: UnitOfWork, code: str, *, new_code: str, **values: Any) -> object:
    return checks.check_addition(unit, code=new_code, parent=code, **values)


STEPS = {
    step.kind: step
    for step in (
        RegionStep(
            "rename",
            _l("Rename"),
            _l("It has another name from a day on."),
            _l("Rename it"),
            forms.RenameForm,
            checks.check_renaming,
            acts.rename_region,
            takes_along=False,
        ),
        RegionStep(
            "merge",
            _l("Merge into another"),
            _l("It ends, and all that lies in it belongs to another region of its level."),
            _l("Merge it"),
            forms.MergeForm,
            checks.check_merging,
            acts.merge_regions,
        ),
        RegionStep(
            "move",
            _l("Move under another region"),
            _l("It keeps its code and lies in another region, with all that lies in it."),
            _l("Move it"),
            forms.MoveForm,
            checks.check_move,
            acts.move_region,
        ),
        RegionStep(
            "recode",
            _l("Give a new code"),
            _l("It has another code from a day on; the old one leads to it."),
            _l("Give it the new code"),
            forms.RecodeForm,
            checks.check_recoding,
            acts.recode_region,
        ),
        RegionStep(
            "split",
            _l("Split"),
            _l("A part of it becomes a region of its own; the rest stays."),
            _l("Split it"),
            forms.SplitForm,
            checks.check_split,
            acts.split_region,
            takes_along=False,
        ),
        RegionStep(
            "add",
            _l("Add a region inside"),
            _l("A region is new and was part of no other."),
            _l("Add it"),
            forms.AddForm,
            _check_add,
            _add,
            takes_along=False,
        ),
        RegionStep(
            "close",
            _l("Close"),
            _l("It ends, and nothing lies in it any more."),
            _l("Close it"),
            forms.CloseForm,
            checks.check_closing,
            acts.close_region,
            takes_along=False,
        ),
    )
}


def title_of(unit: UnitOfWork, step: RegionStep, region: Region, values: dict[str, Any]) -> str:
    """Return the act with its objects, as a heading that names what will happen."""
    words = _names(unit, region, values) | {"day": day(values["on"])}
    return {
        "rename": _("Rename %(name)s to %(new)s from %(day)s", **words),
        "merge": _("Merge %(name)s into %(other)s from %(day)s", **words),
        "move": _("Move %(name)s under %(other)s from %(day)s", **words),
        "recode": _("Give %(name)s the code %(code)s from %(day)s", **words),
        "split": _("Split %(new)s off %(name)s from %(day)s", **words),
        "add": _("Add %(new)s in %(name)s from %(day)s", **words),
        "close": _("Close %(name)s from %(day)s", **words),
    }[step.kind]


def consequence_of(
    unit: UnitOfWork, step: RegionStep, region: Region, weight: RegionWeight, values: dict[str, Any]
) -> str:
    """Return what the act brings with it, in a sentence or two."""
    words = _names(unit, region, values)
    words |= {"households": number(weight.households, 0), "people": number(weight.people, 0)}
    words["going"] = number(len(values.get("households") or ()), 0)
    words["parts"] = number(len(values.get("regions") or ()), 0)
    return {
        "rename": _("Lists and files of earlier days keep the old name."),
        "merge": _(
            "%(households)s households with %(people)s people are registered in %(other)s from then on. The code of "
            "%(name)s leads there for good, so that older files still find them; nothing can be registered in %(name)s "
            "any more.",
            **words,
        ),
        "move": _("%(households)s households with %(people)s people move with it.", **words),
        "recode": _(
            "%(households)s households with %(people)s people get the new code. The old one leads to it for good.",
            **words,
        ),
        "split": _("%(going)s households and %(parts)s parts go to the new region.", **words),
        "add": _("Households can be registered there, and people appointed for it."),
        "close": _("Nobody can register anything there any more. Its code leads nowhere."),
    }[step.kind]


def _names(unit: UnitOfWork, region: Region, values: dict[str, Any]) -> dict[str, str]:
    other = values.get("into") or values.get("parent")
    return {
        "name": region.name,
        "new": values.get("name") or "",
        "code": values.get("new_code") or "",
        "other": get_region(unit, other).name if other else "",
    }


def event_words(event: RegionEvent) -> str:
    """Return a line of a region's history."""
    words = {"other": event.other, "old": event.old, "new": event.new}
    own = {
        Kind.ADDED: _("Added"),
        Kind.RENAMED: _("Renamed from %(old)s to %(new)s", **words),
        Kind.MERGED: _("Merged into %(other)s", **words),
        Kind.MOVED: _("Moved from %(old)s to %(new)s", **words),
        Kind.RECODED: _("Got a new code: %(other)s", **words),
        Kind.SPLIT: _("%(other)s split off", **words),
        Kind.CLOSED: _("Closed"),
    }
    others = {
        Kind.MERGED: _("%(other)s was merged into it", **words),
        Kind.RECODED: _("Got this code; it was %(other)s", **words),
        Kind.SPLIT: _("Split off %(other)s", **words),
    }
    if event.because is not None:
        kind, region = event.because
        told = {**words, "region": region, "what": label(kind)}
        if event.old != event.new:
            return _("Went from %(old)s to %(new)s (%(region)s: %(what)s)", **told)
        return _("Changed its place with %(region)s (%(what)s)", **told)
    return (own if event.is_own else others)[event.kind]
