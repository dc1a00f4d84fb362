"""Notices, policies and stories that everybody may read, and where the money went."""

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l

from development.queries.pages import get_published, get_published_by_id, list_published
from development.rules.words import PageKind
from foundation.unit_of_work import UnitOfWork
from reports.public_figures.rows import read_public_figures
from web.access import public
from web.languages import current_language
from web.public import blueprint


@blueprint.get("/pages")
@public("published pages", menu=_l("Stories and notices"), rank=20)
def list_pages(unit: UnitOfWork) -> ResponseReturnValue:
    pages = list_published(unit, current_language())
    groups = [(kind, [page for page in pages if page.kind == kind]) for kind in PageKind]
    return render_template("public/page_list.html", groups=groups)


@blueprint.get("/pages/<slug>")
@public("published pages")
def show_page(unit: UnitOfWork, slug: str) -> ResponseReturnValue:
    return render_template("public/page.html", page=get_published(unit, slug, current_language()))


@blueprint.get("/pages/by-number/<int:page_id>")
@public("published pages, as search finds them")
def show_page_by_id(unit: UnitOfWork, page_id: int) -> ResponseReturnValue:
    return redirect(url_for("public.show_page", slug=get_published_by_id(unit, page_id).slug))


@blueprint.get("/money")
@public("where the money went, no household named", menu=_l("Where the money went"), rank=30)
def show_money(unit: UnitOfWork) -> ResponseReturnValue:
    return render_template("public/money.html", figures=read_public_figures(unit))
