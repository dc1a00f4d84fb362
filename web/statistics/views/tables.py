"""The table builder: what is counted by what, as a page and as a file."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from foundation.errors import Invalid
from foundation.unit_of_work import UnitOfWork
from registry.permissions import RegistryPermission
from registry.queries.statistics import read_catalogue
from registry.rules.statistics import Table
from reports.statistics.rows import count_table
from web.access import needs
from web.charts import BarChart, bars
from web.filters import number
from web.forms import add_error
from web.statistics import blueprint
from web.statistics.files import kind_of, named, table_file
from web.statistics.forms import TableForm
from web.statistics.words import row_totals, share

MOST_BARS = 30


@blueprint.get("/table")
@needs(RegistryPermission.STATISTICS_READ)
def show_table(unit: UnitOfWork) -> ResponseReturnValue:
    form, table = prepared(unit), None
    if not form.errors:
        try:
            table = count_table(unit, form.definition())
        except Invalid as refusal:
            add_error(form, refusal)
    chart, finding = chart_of(table) if table else (None, "")
    status = 200 if table else 422
    page = render_template("statistics/table.html", form=form, table=table, chart=chart, finding=finding, named=named)
    return page, status


@blueprint.get("/table/file")
@needs(RegistryPermission.STATISTICS_EXPORT)
def export_table(unit: UnitOfWork) -> ResponseReturnValue:
    form = prepared(unit)
    if form.errors:
        return redirect(url_for("statistics.show_table") + "?" + request.query_string.decode())
    return table_file(count_table(unit, form.definition()), kind_of(request.args.get("kind", "")))


def prepared(unit: UnitOfWork) -> TableForm:
    """Return the form as the address fills it, with what the reader may choose from."""
    form = TableForm()
    form.offer(unit, read_catalogue(unit, form.area.data or ""))
    return form


def chart_of(table: Table) -> tuple[BarChart | None, str]:
    """Return the rows' totals as bars, hidden ones left out, and what they show as a sentence."""
    is_share = table.definition.measure.is_share
    known = row_totals(table)
    if not known or len(known) > MOST_BARS or min(value for _name, value in known) < 0:
        return None, ""
    name, most = max(known, key=lambda each: each[1])
    finding = _("%(name)s stands first with %(value)s", name=name, value=share(most) if is_share else number(most))
    return bars([(name, round(100 * value, 1) if is_share else value) for name, value in known]), finding
