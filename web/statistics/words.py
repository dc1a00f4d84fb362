"""Names and figures of statistics in the page's language."""

from flask_babel import gettext

from registry.rules.statistics import Cell, Measure, Table, Title
from web.filters import number
from web.languages import current_language
from web.statistics import blueprint


@blueprint.app_template_filter("title_words")
def title_words(title: Title) -> str:
    """Return a name that came in both languages, or the translation of a marked one."""
    if title.zh:
        return title.zh if current_language() == "zh" else title.en
    return gettext(title.en)


@blueprint.app_template_filter("cell_words")
def cell_words(cell: Cell, table: Table) -> str | None:
    """Return what a cell that is not hidden says; nothing where the measure has no meaning."""
    if cell.value is None:
        return None
    measure = table.definition.measure
    if measure.is_share:
        return f"{share(cell.value)} ({number(cell.count, 0)})"
    words = number(cell.value, 2 if measure is Measure.MEAN else 0)
    if cell.low is None or cell.high is None:
        return words
    digits = 2 if measure is Measure.MEAN else 0
    return f"{words} ({number(cell.low, digits)} – {number(cell.high, digits)})"


def share(value: float) -> str:
    """Return a share in percent."""
    return f"{number(value * 100, 1)} %"
