"""Publishing pages for everybody: the list, a form with its preview, taking a page down."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from development.operations.pages import publish_page, withdraw_page
from development.permissions import DevelopmentPermission
from development.queries.pages import get_page
from development.queries.pages import list_pages as read_pages
from development.rules.pages import PageDraft, prepare_page
from foundation.errors import HoldfastError
from foundation.unit_of_work import UnitOfWork
from registry.queries.households import get_household_by_code
from web.access import needs
from web.development import blueprint
from web.development.forms import PageFilterForm, PageForm
from web.forms import add_error, page_request


@blueprint.get("/pages")
@needs(DevelopmentPermission.PAGE_READ, menu=_l("Published pages"), rank=70)
def list_pages(unit: UnitOfWork) -> ResponseReturnValue:
    form = PageFilterForm()
    page = read_pages(unit, page_request(), form.kind.data or "")
    return render_template("development/page_list.html", page=page, form=form)


@blueprint.get("/pages/<int:page_id>")
@needs(DevelopmentPermission.PAGE_READ)
def show_page(unit: UnitOfWork, page_id: int) -> ResponseReturnValue:
    return render_template("development/page_show.html", page=get_page(unit, page_id))


@blueprint.get("/pages/new")
@needs(DevelopmentPermission.PAGE_PUBLISH)
def show_publish_page(unit: UnitOfWork) -> ResponseReturnValue:
    return render_template("development/page_publish.html", form=PageForm(), preview=None)


@blueprint.post("/pages/new")
@needs(DevelopmentPermission.PAGE_PUBLISH)
def publish(unit: UnitOfWork) -> ResponseReturnValue:
    form = PageForm()
    if not form.validate():
        return render_template("development/page_publish.html", form=form, preview=None), 422
    try:
        draft = _draft(unit, form)
        if request.form.get("step") != "publish":
            return render_template("development/page_publish.html", form=form, preview=prepare_page(draft))
        published = publish_page(unit, draft)
    except HoldfastError as error:
        add_error(form, error)
        return render_template("development/page_publish.html", form=form, preview=None), 422
    flash(_("The page is public now."), "success")
    return redirect(url_for("development.show_page", page_id=published.page_id))


@blueprint.post("/pages/<int:page_id>/withdraw")
@needs(DevelopmentPermission.PAGE_PUBLISH)
def withdraw(unit: UnitOfWork, page_id: int) -> ResponseReturnValue:
    withdraw_page(unit, page_id)
    flash(_("The page is taken down."), "success")
    return redirect(url_for("development.show_page", page_id=page_id))


def _draft(unit: UnitOfWork, form: PageForm) -> PageDraft:
    code = form.household_code.data
    return form.draft(get_household_by_code(unit, code).id if code else None)
