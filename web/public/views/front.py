"""The front page, the visitors' search, and the sign of life."""

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy import text

from foundation.paging import Page
from foundation.unit_of_work import UnitOfWork
from web.access import public
from web.forms import page_request
from web.public import blueprint
from web.services import services

PAGE_SIZE = 20
OPEN_KINDS = ("offer", "listing", "page")


@blueprint.get("/")
@public("the front page")
def front(unit: UnitOfWork) -> ResponseReturnValue:
    return render_template("public/front.html")


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
