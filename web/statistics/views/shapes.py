"""The outlines of regions that maps are drawn with."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import ngettext

from foundation.errors import Invalid
from foundation.unit_of_work import UnitOfWork
from registry.operations.statistics import load_shapes as load
from registry.permissions import RegistryPermission
from registry.queries.statistics.shapes import list_shape_sources
from registry.rules.shapes.errors import ShapeFault, ShapesRefused
from web.access import needs
from web.forms import add_error
from web.statistics import blueprint
from web.statistics.forms import ShapesForm


@blueprint.get("/shapes")
@needs(RegistryPermission.SHAPE_LOAD)
def list_shapes(unit: UnitOfWork) -> ResponseReturnValue:
    return render_template("statistics/shapes.html", form=ShapesForm(), sources=list_shape_sources(unit), faults=())


@blueprint.post("/shapes")
@needs(RegistryPermission.SHAPE_LOAD)
def load_shapes(unit: UnitOfWork) -> ResponseReturnValue:
    form = ShapesForm()
    faults: tuple[ShapeFault, ...] = ()
    if form.validate():
        content = form.file.data.read()
        try:
            loaded = load(unit, content, property_name=form.property_name.data, source=form.source.data)
        except Invalid as refusal:
            add_error(form, refusal)
            faults = refusal.faults if isinstance(refusal, ShapesRefused) else ()
        else:
            flash(ngettext("%(num)s shape is loaded.", "%(num)s shapes are loaded.", loaded.count), "success")
            return redirect(url_for("statistics.list_shapes"))
    sources = list_shape_sources(unit)
    return render_template("statistics/shapes.html", form=form, sources=sources, faults=faults), 422
