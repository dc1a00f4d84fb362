"""Frozen rounds: asked for, looked at, compared, taken along as a file or as a bulletin."""

from typing import Any

from flask import Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from foundation.actor import Actor
from foundation.errors import Invalid
from foundation.unit_of_work import UnitOfWork, Units
from registry.models import StatisticsRound
from registry.operations.statistics import request_round
from registry.permissions import RegistryPermission
from registry.queries.regions import name_trail
from registry.queries.statistics import rounds as queries
from registry.rules.statistics.comparing import compare_tables, is_same_kind
from registry.rules.statistics.errors import RoundNotFound
from registry.rules.statistics.words import RoundState
from reports.bulletin.figures import RoundFigures, read_figures
from reports.bulletin.tables import TABLES, place_tables
from reports.statistics.comparing import compare_measures
from web.access import needs
from web.charts import BarChart, bars
from web.forms import add_error, page_request
from web.languages import current_language
from web.services import services
from web.statistics import blueprint
from web.statistics.files import kind_of, measures_file, named, table_file
from web.statistics.round_forms import FreezeForm, RoundFilterForm
from web.statistics.words import row_totals

PILLS = {RoundState.REQUESTED: "waiting", RoundState.FROZEN: "done", RoundState.FAILED: "refused"}
MOST_BARS = 24


@blueprint.get("/rounds")
@needs(RegistryPermission.STATISTICS_READ)
def list_rounds(unit: UnitOfWork) -> ResponseReturnValue:
    form = RoundFilterForm()
    form.offer(unit)
    page = queries.list_rounds(unit, form.filters(), page_request())
    return render_template("statistics/round_list.html", page=page, form=form, pills=PILLS)


@blueprint.get("/rounds/new")
@needs(RegistryPermission.STATISTICS_FREEZE)
def show_freeze_round(unit: UnitOfWork) -> ResponseReturnValue:
    form = FreezeForm(data={"tables": list(TABLES), "as_of": unit.today})
    form.offer(unit)
    return render_template("statistics/round_freeze.html", form=form)


@blueprint.post("/rounds/new")
@needs(RegistryPermission.STATISTICS_FREEZE)
def freeze_round(unit: UnitOfWork) -> ResponseReturnValue:
    form = FreezeForm()
    places = form.offer(unit)
    if not form.validate():
        return render_template("statistics/round_freeze.html", form=form), 422
    try:
        asked = request_round(
            unit,
            name=form.name.data,
            reason=form.reason.data,
            region_path=form.region.data,
            as_of=form.as_of.data,
            tables=place_tables(form.tables.data, places[form.region.data].level),
            with_measures=form.with_measures.data,
            key=form.key.data,
        )
    except Invalid as refusal:
        add_error(form, refusal)
        return render_template("statistics/round_freeze.html", form=form), 422
    return redirect(url_for("statistics.show_round", round_id=asked.round_id))


@blueprint.get("/rounds/<int:round_id>")
@needs(RegistryPermission.STATISTICS_READ)
def show_round(unit: UnitOfWork, round_id: int) -> ResponseReturnValue:
    row = queries.get_round(unit, round_id)
    is_frozen = row.state is RoundState.FROZEN
    return render_template(
        "statistics/round.html",
        row=row,
        figures=read_figures(row) if is_frozen else None,
        is_whole=is_frozen and queries.is_whole(row),
        others=queries.list_frozen(unit, row.region_path, except_id=row.id) if is_frozen else (),
        trail=name_trail(unit, row.region_path),
        pills=PILLS,
        named=named,
    )


@blueprint.get("/rounds/<int:round_id>/compare")
@needs(RegistryPermission.STATISTICS_READ)
def compare_rounds(unit: UnitOfWork, round_id: int) -> ResponseReturnValue:
    row = queries.get_round(unit, round_id)
    other = queries.get_round(unit, request.args.get("with", 0, type=int))
    if other.region_path != row.region_path:
        raise RoundNotFound()
    figures, before = read_figures(row), read_figures(other)
    pairs = [(each, before.find(each.key)) for each in figures.tables]
    compared = [
        (each, compare_tables(known.table, each.table))
        for each, known in pairs
        if known is not None and is_same_kind(known.table, each.table)
    ]
    measures = compare_measures(before.measures, figures.measures)
    return render_template(
        "statistics/round_compare.html", row=row, other=other, compared=compared, measures=measures, named=named
    )


@blueprint.get("/rounds/<int:round_id>/file")
@needs(RegistryPermission.STATISTICS_EXPORT)
def export_round(unit: UnitOfWork, round_id: int) -> ResponseReturnValue:
    found = read_figures(queries.get_round(unit, round_id)).find(request.args.get("table", ""))
    if found is None:
        raise RoundNotFound()
    return table_file(found.table, kind_of(request.args.get("kind", "")))


@blueprint.get("/rounds/<int:round_id>/measures/file")
@needs(RegistryPermission.STATISTICS_EXPORT)
def export_round_measures(unit: UnitOfWork, round_id: int) -> ResponseReturnValue:
    measures = read_figures(queries.get_round(unit, round_id)).measures
    if measures is None:
        raise RoundNotFound()
    return measures_file(measures, kind_of(request.args.get("kind", "")))


@blueprint.get("/rounds/<int:round_id>/bulletin.pdf")
@needs(RegistryPermission.STATISTICS_READ, own_units=True)
def show_bulletin(units: Units, actor: Actor, round_id: int) -> ResponseReturnValue:
    language = current_language()
    with units.begin(actor, read_only=True) as unit:
        html = bulletin_html(unit, queries.get_round(unit, round_id))
    response = Response(services().pdf.render(html, language=language), mimetype="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="bulletin-{round_id}-{language}.pdf"'
    return response


def bulletin_html(unit: UnitOfWork, row: StatisticsRound) -> str:
    """Return the bulletin of a round as a page to be printed."""
    figures = read_figures(row)
    values: dict[str, Any] = {
        "figures": figures,
        "chart": chart_of(figures),
        "trail": name_trail(unit, row.region_path),
    }
    return render_template("pdf/bulletin.html", row=row, named=named, **values)


def chart_of(figures: RoundFigures) -> BarChart | None:
    """Return how many households each place or class of the first table has; hidden ones have no bar."""
    shown = row_totals(figures.tables[0].table)
    return bars(shown) if 1 < len(shown) <= MOST_BARS else None
