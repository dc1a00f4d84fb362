"""A measure of each group by itself; groups of very few households are hidden."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from monitoring.rules.measures import Groups, Resampling, vep, vulnerable_group
from monitoring.rules.measures.arrays import Wholes, ratio
from monitoring.rules.measures.errors import TooFewToResample
from monitoring.rules.measures.telling import Told, tell_vulnerable_group
from registry.rules.suppression import Axis, Cube, hide_small_cells, key_of
from web.commands.stats.inputs import Inputs
from web.commands.stats.measures import Measure

AXIS = "group"


@dataclass(frozen=True, slots=True)
class GroupRow:
    """A group's figures.

    Args:
        told: None for a group of so few households that nothing is told of it.
        share: its share of all that is counted.
        contribution: its part of the whole figure, where that is a sum over groups; None where it is not.
    """

    label: str
    title: str
    told: Told | None
    share: float = float("nan")
    contribution: float | None = None


def group_rows(
    measure: Measure, inputs: Inputs, whole: Told, how: Resampling | None, smallest: int
) -> tuple[GroupRow, ...]:
    """Return a row a group; the households of no known group come last.

    Args:
        whole: the measure of all.
        smallest: groups of fewer households are hidden, and those that would give them away by subtraction.
    """
    if inputs.groups is None:
        return ()
    members = dict(inputs.groups.members())
    hidden = hidden_groups(members, smallest)
    told = tell_groups(measure, inputs, {label: at for label, at in members.items() if label not in hidden}, how)
    return tuple(row_of(measure, label, inputs.groups, told.get(label), whole) for label in members)


def hidden_groups(members: Mapping[str, Wholes], smallest: int) -> frozenset[str]:
    """Return the groups that must not be shown."""
    if not members:
        return frozenset()
    cube = Cube((Axis.flat(AXIS, members),), {(label,): len(places) for label, places in members.items()})
    hidden = hide_small_cells([cube], smallest)
    return frozenset(label for label in members if () in hidden or key_of(**{AXIS: label}) in hidden)


def tell_groups(
    measure: Measure, inputs: Inputs, members: Mapping[str, Wholes], how: Resampling | None
) -> Mapping[str, Told]:
    """Compute the measure of each group; vulnerability under one model of all."""
    if measure.compute is vep:
        args, options = measure.arguments(inputs)
        result = vep(*args, **options)
        return {
            label: tell_vulnerable_group(vulnerable_group(result, inputs.weights, places))
            for label, places in members.items()
        }
    return {label: tell_group(measure, inputs.at(places), how) for label, places in members.items()}


def tell_group(measure: Measure, inputs: Inputs, how: Resampling | None) -> Told:
    """Compute the measure of one group; without intervals where it is too small for them."""
    try:
        return measure.tell(inputs, how)
    except TooFewToResample:
        return measure.tell(inputs, None)


def row_of(measure: Measure, label: str, groups: Groups, told: Told | None, whole: Told) -> GroupRow:
    """Return a group's row with its part of the whole."""
    row = GroupRow(label, groups.titles.get(label, label), told)
    if told is None:
        return row
    row = replace(row, share=ratio(told.basis.total, whole.basis.total))
    if not measure.additive:
        return row
    value, of_all = told.value(measure.additive), whole.value(measure.additive)
    part = ratio(row.share * value, of_all) if told.basis.total else 0.0
    return replace(row, contribution=part)
