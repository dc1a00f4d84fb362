"""The list of counties whose producers may sell here."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from foundation.errors import HoldfastError
from foundation.unit_of_work import UnitOfWork
from marketplace.operations.listings import admit_county
from marketplace.permissions import MarketplacePermission
from marketplace.queries.listings import list_counties as read_counties
from registry.queries.regions import get_region
from web.access import needs
from web.forms import add_error
from web.marketplace import blueprint
from web.marketplace.market_forms import AdmitCountyForm


@blueprint.get("/counties")
@needs(MarketplacePermission.COUNTY_ADMIT, menu=_l("Counties that may sell"), rank=85)
def list_counties(unit: UnitOfWork) -> ResponseReturnValue:
    form = AdmitCountyForm(valid_from=unit.today)
    return render_template("marketplace/county_list.html", counties=read_counties(unit), form=form)


@blueprint.post("/counties")
@needs(MarketplacePermission.COUNTY_ADMIT)
def admit(unit: UnitOfWork) -> ResponseReturnValue:
    form = AdmitCountyForm()
    if form.validate():
        try:
            region = get_region(unit, form.region_code.data)
            admit_county(unit, region.path, form.valid_from.data, form.source.data, form.valid_until.data)
            flash(_("Producers of %(county)s may sell here now.", county=region.name), "success")
            return redirect(url_for("marketplace.list_counties"))
        except HoldfastError as error:
            add_error(form, error)
    return render_template("marketplace/county_list.html", counties=read_counties(unit), form=form), 422
