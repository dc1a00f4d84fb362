"""What there is of statistics."""

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l

from foundation.unit_of_work import UnitOfWork
from registry.permissions import RegistryPermission
from registry.rules.statistics.limits import smallest_shown
from web.access import needs
from web.statistics import blueprint


@blueprint.get("/")
@needs(RegistryPermission.STATISTICS_READ, menu=_l("Statistics"), rank=34)
def show_statistics(unit: UnitOfWork) -> ResponseReturnValue:
    areas = unit.actor.areas or ("",)
    limit = max(smallest_shown(area, unit.today) for area in areas)
    return render_template("statistics/home.html", limit=limit)
