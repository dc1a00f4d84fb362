"""The caseworker's day: whom to see first, and why."""

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l

from casework.permissions import CaseworkPermission
from casework.queries.today import list_today, sum_day
from foundation.unit_of_work import UnitOfWork
from web.access import needs
from web.casework import blueprint
from web.casework.reasons import rule_titles
from web.forms import page_request


@blueprint.get("/today")
@needs(CaseworkPermission.TODAY_READ, menu=_l("Today"), rank=10)
def show_today(unit: UnitOfWork) -> ResponseReturnValue:
    page = list_today(unit, page_request())
    titles = rule_titles(unit, {row.round_id for row in page.rows if row.round_id})
    return render_template("casework/today.html", page=page, day=sum_day(unit), titles=titles)
