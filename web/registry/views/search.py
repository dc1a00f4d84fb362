"""Search for signed-in people: offers and published pages for all, households for those who may see them."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from foundation.paging import Page
from foundation.unit_of_work import UnitOfWork
from registry.permissions import RegistryPermission
from web.access import needs
from web.forms import page_request
from web.registry import blueprint
from web.services import services

PAGE_SIZE = 20
OPEN_KINDS = ("offer", "listing", "page")


@blueprint.get("/search")
@needs(RegistryPermission.SEARCH_USE)
def search(unit: UnitOfWork) -> ResponseReturnValue:
    words = request.args.get("q", "").strip()[:100]
    wanted = page_request(size=PAGE_SIZE)
    sees_households = unit.actor.may(RegistryPermission.HOUSEHOLD_READ)
    kinds = (*OPEN_KINDS, "household") if sees_households else OPEN_KINDS
    hits, total = services().search.find(words, kinds=kinds, areas=unit.actor.areas, page=wanted.number, size=PAGE_SIZE)
    page = Page(hits, total, wanted.number, PAGE_SIZE)
    return render_template("registry/search.html", words=words, page=page)
