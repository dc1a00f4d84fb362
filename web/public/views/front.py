"""The front page, the visitors' search, and the sign of life."""

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy import text

from development.queries.pages import list_published
from foundation.paging import Page
from foundation.unit_of_work import UnitOfWork
from reports.public_figures.rows import read_public_figures
from web.access import public
from web.forms import page_request
from web.languages import current_language
from web.public import blueprint
from web.services import services

PAGE_SIZE = 20
OPEN_KINDS = ("offer", "listing", "page")


@blueprint.get("/")
@public("the front page")
def front(unit: UnitOfWork) -> ResponseReturnValue:
    stories = list_published(unit, current_language(), limit=3)
    return render_template("public/front.html", figures=read_public_figures(unit), stories=stories)


@blueprint.get("/find")
@public("search over what is published")
def search(unit: UnitOfWork) -> ResponseReturnValue:
    words = request.args.get("q", "").strip()[:100]
    wanted = page_request(size=PAGE_SIZE)
    hits, total = services().search.find(words, kinds=OPEN_KINDS, areas=None, page=wanted.number, size=PAGE_SIZE)
    return render_template("public/search.html", words=words, page=Page(hits, total, wanted.number, PAGE_SIZE))


@blueprint.get("/healthz")
@public("tells a supervisor whether the platform answers")
def health(unit: UnitOfWork) -> ResponseReturnValue:
    unit.session.execute(text("select 1"))
    return Response("ok\n", mimetype="text/plain")
