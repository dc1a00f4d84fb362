"""Search for signed-in people: offers and published pages for all, people and households for those who may see them."""

from functools import partial

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from foundation.paging import Page
from foundation.ports import SearchHit
from foundation.unit_of_work import UnitOfWork
from registry.permissions import RegistryPermission
from registry.queries.finding import find_people
from registry.rules.finding import FoundBy
from registry.rules.privacy.sight import sight_of
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
    if not unit.actor.may(RegistryPermission.HOUSEHOLD_READ):
        return render_template("registry/search.html", words=words, page=_published(unit, words), tabs=[])
    looks_for_people = request.args.get("in", "people") != "published"
    page = find_people(unit, words, page_request(size=PAGE_SIZE)) if looks_for_people else _published(unit, words)
    template = "registry/search_people.html" if looks_for_people else "registry/search.html"
    sight = partial(sight_of, unit.actor)
    tabs = _tabs(words, looks_for_people)
    return render_template(template, words=words, page=page, tabs=tabs, ways=FoundBy, sight=sight)


def _published(unit: UnitOfWork, words: str) -> Page[SearchHit]:
    wanted = page_request(size=PAGE_SIZE)
    hits, total = services().search.find(
        words, kinds=OPEN_KINDS, areas=unit.actor.areas, page=wanted.number, size=PAGE_SIZE
    )
    return Page(hits, total, wanted.number, PAGE_SIZE)


def _tabs(words: str, looks_for_people: bool) -> list[dict[str, object]]:
    places = {"people": _("People and households"), "published": _("Offers, goods and pages")}
    here = "people" if looks_for_people else "published"
    return [
        {"label": name, "url": f"{url_for('registry.search', q=words)}&in={place}", "is_current": place == here}
        for place, name in places.items()
    ]
