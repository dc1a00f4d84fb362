"""A list that hangs in a village, for whoever has its address; never indexed, gone with its last day."""

from flask import Response, make_response, render_template
from flask.typing import ResponseReturnValue

from foundation.actor import Actor
from foundation.unit_of_work import UnitOfWork, Units
from registry.queries.postings import get_public_posting, list_posted_rows
from registry.queries.regions import name_trail
from web.access import public
from web.languages import current_language
from web.public import blueprint
from web.services import services


@blueprint.get("/postings/<key>")
@public("a list is posted for the village to see")
def show_posting(unit: UnitOfWork, key: str) -> ResponseReturnValue:
    return _unindexed(make_response(_page(unit, key, "public/posting.html")))


@blueprint.get("/postings/<key>.pdf")
@public("the sheet for the village's board", own_units=True)
def posting_pdf(units: Units, actor: Actor, key: str) -> ResponseReturnValue:
    with units.begin(actor, read_only=True) as unit:
        html = _page(unit, key, "pdf/posting.html")
    body = services().pdf.render(html, language=current_language())
    return _unindexed(Response(body, mimetype="application/pdf"))


def _page(unit: UnitOfWork, key: str, template: str) -> str:
    posting = get_public_posting(unit, key)
    rows = list_posted_rows(unit, posting.id)
    return render_template(template, posting=posting, rows=rows, places=name_trail(unit, posting.region_path))


def _unindexed(response: Response) -> Response:
    response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    return response
