"""The plan by which people are held against one another, made of the model's weights and the levels' conditions."""

from foundation.ports import LinkLevel, LinkPlan
from registry.rules.linkage.model import LinkModel
from registry.rules.linkage.statements import BLOCKING, COLUMNS, CONDITIONS, FILLERS, RARITY
from registry.rules.linkage.words import Comparison


def link_plan(model: LinkModel, *, is_within: bool, is_narrowed: bool = False) -> LinkPlan:
    """Return the plan.

    Args:
        is_within: one register against itself.
        is_narrowed: the left side is small, so that of the right only its possible partners are kept.
    """
    return LinkPlan(
        columns=COLUMNS,
        comparisons={comparison.value: _levels(model, comparison) for comparison in CONDITIONS},
        blocking=BLOCKING,
        fillers=FILLERS,
        most_alike=model.most_alike,
        rarest=model.rarest,
        usual=(model.usual_share, model.usual_people),
        is_within=is_within,
        is_narrowed=is_narrowed,
    )


def _levels(model: LinkModel, comparison: Comparison) -> tuple[LinkLevel, ...]:
    rarity = RARITY.get(comparison, {})
    found = []
    for name, condition in CONDITIONS[comparison].items():
        chances = model.chances[comparison].get(name)
        m, u = (chances.m, chances.u) if chances else (None, None)
        found.append(LinkLevel(str(name), condition, m, u, rarity.get(name)))
    return tuple(found)
