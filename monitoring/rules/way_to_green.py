"""The smallest changes that would end every rule that fired, and so bring a household back to green.

Each change is a value that would have to be different: an income of at least so much, a child in school. The search
takes the changes as they come, fewest values first, and judges every rule again under the values as they would be then:
ending one rule must not start another. Values move one by one; that income per person moves with net income is left to
the reader. Source: docs/methods.md, Colour grading.
"""

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from heapq import heappop, heappush
from itertools import count

from monitoring.rules.conditions import Leaf, leaves
from monitoring.rules.explain import WayBack, breaking, explain_leaf, way_back
from monitoring.rules.indicators import Indicator, Value
from monitoring.rules.reference import judge
from monitoring.rules.ruleset import Rule, RuleSet

MOST_TRIED = 400
MOST_TOLD = 3


@dataclass(frozen=True, slots=True)
class Change:
    """A value that would have to be different."""

    indicator: Indicator
    value: Value
    way_back: WayBack


Way = Mapping[str, WayBack]


def ways_to_green(ruleset: RuleSet, values: Mapping[str, Value]) -> tuple[tuple[Change, ...], ...]:
    """Return the smallest sets of changes after which no rule fires, at most `MOST_TOLD`; none when there is no way.

    Args:
        values: what the household's indicators are now; one that is missing is not known, and stays so.
    """
    found: list[Way] = []
    for way in _ways(ruleset, values):
        if found and len(way) > len(found[0]):
            break
        found.append(way)
        if len(found) == MOST_TOLD:
            break
    return tuple(
        tuple(Change(ruleset.indicator(name), values.get(name), change) for name, change in way.items())
        for way in found
    )


def _ways(ruleset: RuleSet, values: Mapping[str, Value]) -> Iterator[Way]:
    """Yield the sets of changes that end every rule, fewest first."""
    now = {name: values.get(name) for name in ruleset.indicators}
    order = count()
    waiting: list[tuple[int, int, Way]] = [(0, next(order), {})]
    seen = set()
    for _ in range(MOST_TRIED):
        if not waiting:
            return
        _size, _order, way = heappop(waiting)
        then = {**now, **{name: _value_after(ruleset.indicator(name), change) for name, change in way.items()}}
        fired = next((rule for rule in ruleset.rules if judge(rule.when, then)), None)
        if fired is None:
            if way:
                yield way
            continue
        for longer in _continued(ruleset, fired, then, way):
            mark = frozenset(longer.items())
            if mark not in seen:
                seen.add(mark)
                heappush(waiting, (len(longer), next(order), longer))


def _continued(ruleset: RuleSet, fired: Rule, then: Mapping[str, Value], way: Way) -> Iterator[Way]:
    """Yield the set of changes with what would end one more rule; changes that contradict one another are left out."""
    measures = {leaf: explain_leaf(leaf, then, ruleset) for leaf in leaves(fired.when)}
    for ending in breaking(fired.when, measures):
        longer = dict(way)
        if all(_joined(ruleset, longer, leaf) for leaf in ending):
            yield longer


def _joined(ruleset: RuleSet, way: dict[str, WayBack], leaf: Leaf) -> bool:
    """Add what would end a condition to the changes; tell whether the two go together."""
    name = leaf.indicator
    if ruleset.indicator(name).is_fixed:
        return False
    new, old = way_back(leaf), way.get(name, WayBack())
    way[name] = WayBack(
        at_least=_further(max, old.at_least, new.at_least),
        below=_further(min, old.below, new.below),
        answer=old.answer if new.answer is None else new.answer,
        none_of=tuple(dict.fromkeys((*old.none_of, *new.none_of))),
    )
    has_turned = old.answer is not None and new.answer is not None and old.answer is not new.answer
    is_torn = way[name].at_least is not None and way[name].below is not None
    return not has_turned and not is_torn


def _further(choose: Callable[[list[float]], float], *ends: float | None) -> float | None:
    known = [end for end in ends if end is not None]
    return choose(known) if known else None


def _value_after(indicator: Indicator, change: WayBack) -> Value:
    """Return a value that just satisfies a change."""
    if change.answer is not None:
        return change.answer
    if change.at_least is not None:
        return change.at_least
    if change.below is not None:
        return math.nextafter(change.below, -math.inf)
    return next((code for code in indicator.codes if code not in change.none_of), None)
