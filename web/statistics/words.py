"""Names and figures of statistics in the page's language."""

from collections.abc import Mapping

from flask_babel import gettext

from foundation.wording import mark
from monitoring.rules.measures.telling import FigureUnit
from registry.rules.statistics import Cell, Measure, Table, Title
from reports.statistics.views import MeasureLine
from web.filters import number
from web.languages import current_language
from web.statistics import blueprint

MEANINGS = {
    "fgt": (
        mark("How many people live below the line, how far below it, and how unequally they do."),
        mark("Foster, Greer and Thorbecke 1984"),
    ),
    "mpi": (
        mark("Who lacks several things at once, such as schooling, water and health. Weights stand below."),
        mark("Alkire and Foster 2011"),
    ),
    "gini": (mark("0 when everybody has the same income, 1 when one has all."), mark("Gini 1912")),
    "quintiles": (
        mark("What part of all income each fifth of the people has, from the poorest to the richest."),
        mark("World Bank, Poverty and Inequality Platform"),
    ),
    "dependency": (
        mark("How many children and old people stand beside each hundred of working age."),
        mark("United Nations, World Population Prospects"),
    ),
    "engel": (mark("What part of all spending goes to food. Poor families spend a larger part."), mark("Engel 1857")),
    "che": (
        mark("How many families spend so much on health that it endangers everything else."),
        mark("Wagstaff and van Doorslaer 2003; Xu and others 2003"),
    ),
    "vep": (
        mark("Who is likely to fall below the line, judged by what the family has and how spending varies."),
        mark("Chaudhuri, Jalan and Suryahadi 2002"),
    ),
}
"""What each measure says, and where it comes from."""


@blueprint.app_template_filter("title_words")
def title_words(title: Title) -> str:
    """Return a name that came in both languages, or the translation of a marked one."""
    if title.zh:
        return title.zh if current_language() == "zh" else title.en
    return gettext(title.en)


def row_totals(table: Table) -> list[tuple[str, float]]:
    """Return the name of each row with its total, hidden ones left out."""
    totals = ((title_words(row.title), table.cell(row.key).value) for row in table.rows)
    return [(name, value) for name, value in totals if value is not None]


@blueprint.app_template_filter("cell_words")
def cell_words(cell: Cell, table: Table) -> str | None:
    """Return what a cell that is not hidden says; nothing where the measure has no meaning."""
    if cell.value is None:
        return None
    measure = table.definition.measure
    if measure.is_share:
        return f"{share(cell.value)} ({number(cell.count, 0)})"
    digits = 2 if measure is Measure.MEAN else 0
    words = number(cell.value, digits)
    if cell.low is None or cell.high is None:
        return words
    return f"{words} ({number(cell.low, digits)} – {number(cell.high, digits)})"


def share(value: float) -> str:
    """Return a share in percent."""
    return f"{number(value * 100, 1)} %"


@blueprint.app_template_filter("measure_words")
def measure_words(line: MeasureLine, value: float | None = None) -> str | None:
    """Return a figure as people read it, or another value of its unit; None where it has no meaning."""
    found = line.value if value is None else value
    if found is None:
        return None
    if line.unit == FigureUnit.SHARE.value:
        return share(found)
    return number(found, 4 if line.unit in (FigureUnit.INDEX.value, FigureUnit.COEFFICIENT.value) else 2)


@blueprint.app_template_filter("measure_label")
def measure_label(line: MeasureLine) -> str:
    """Return what a figure is called."""
    text = gettext(line.label)
    return text % {"title": title_words(line.title)} if line.title else text


@blueprint.app_template_filter("note_words")
def note_words(note: tuple[str, Mapping[str, object]]) -> str:
    """Return a sentence beside the figures."""
    message, params = note
    return gettext(message) % {
        name: gettext(value) if isinstance(value, str) and value else value for name, value in params.items()
    }
