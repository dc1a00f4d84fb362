"""The poverty measures of a region, in plain words, with small numbers hidden."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from foundation.errors import Invalid
from foundation.unit_of_work import UnitOfWork
from registry.permissions import RegistryPermission
from registry.queries.regions import find_region_by_path
from registry.queries.statistics import read_catalogue, whole_of
from registry.rules.statistics import Catalogue
from registry.rules.statistics.errors import DayToCome
from registry.rules.statistics.limits import smallest_shown
from reports.statistics.measures import read_measures
from reports.statistics.views import MeasuresView
from web.access import needs
from web.forms import add_error
from web.statistics import blueprint
from web.statistics.files import kind_of, measures_file
from web.statistics.forms import MeasuresForm
from web.statistics.words import MEANINGS


@blueprint.get("/measures")
@needs(RegistryPermission.STATISTICS_READ)
def show_measures(unit: UnitOfWork) -> ResponseReturnValue:
    form, catalogue = prepared(unit)
    view = None
    if not form.errors:
        try:
            view = measured(unit, form, catalogue)
        except Invalid as refusal:
            add_error(form, refusal)
    place = find_region_by_path(unit, whole_of(unit.actor, form.area.data or "").area)
    page = render_template("statistics/measures.html", form=form, view=view, place=place, meanings=MEANINGS)
    return page, 200 if view else 422


@blueprint.get("/measures/file")
@needs(RegistryPermission.STATISTICS_EXPORT)
def export_measures(unit: UnitOfWork) -> ResponseReturnValue:
    form, catalogue = prepared(unit)
    if form.errors:
        return redirect(url_for("statistics.show_measures") + "?" + request.query_string.decode())
    return measures_file(measured(unit, form, catalogue), kind_of(request.args.get("kind", "")))


def prepared(unit: UnitOfWork) -> tuple[MeasuresForm, Catalogue]:
    """Return the form as the address fills it, with what the reader may choose from."""
    form = MeasuresForm()
    catalogue = read_catalogue(unit, form.area.data or "")
    form.offer(unit, catalogue)
    return form, catalogue


def measured(unit: UnitOfWork, form: MeasuresForm, catalogue: Catalogue) -> MeasuresView:
    """Return the measures that the form asks for.

    Raises: RegionNotFound outside the actor's areas; DayToCome; FieldNotGroupable.
    """
    if form.as_of.data is not None and form.as_of.data > unit.today:
        raise DayToCome(day=form.as_of.data, field="as_of")
    area = whole_of(unit.actor, form.area.data or "").area
    return read_measures(unit, form.choice(area, catalogue), smallest_shown(area, unit.today))
