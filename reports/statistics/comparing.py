"""The measures of two rounds side by side, figure by figure."""

from dataclasses import dataclass

from reports.statistics.views import MeasureLine, MeasuresView


@dataclass(frozen=True, slots=True)
class MeasureChange:
    """One figure at two times; each is hidden or not as its own round has it."""

    before: MeasureLine
    after: MeasureLine


def compare_measures(earlier: MeasuresView | None, later: MeasuresView | None) -> list[tuple[str, list[MeasureChange]]]:
    """Return the title of each measure that both hold, with the figures that at least one of them tells.

    Measures whose income was held against different lines are not compared.
    """
    if earlier is None or later is None or earlier.line is not later.line:
        return []
    found = []
    for measure in later.measures:
        known = earlier.measure(measure.key)
        pairs = ((known.line(line.key) if known else None, line) for line in measure.lines)
        changes = [MeasureChange(before, after) for before, after in pairs if before is not None]
        told = [each for each in changes if each.before.says_something or each.after.says_something]
        if told:
            found.append((measure.title, told))
    return found
