"""Lists posted in villages: prepare, look at it as the public will, publish, take down."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from foundation.errors import HoldfastError
from foundation.unit_of_work import UnitOfWork
from registry.operations import postings as operations
from registry.permissions import RegistryPermission
from registry.queries import postings as queries
from registry.queries.regions import list_regions_below, name_trail
from registry.rules.posting.words import PostingState
from registry.rules.words import RegionLevel
from web.access import needs
from web.filters import day
from web.forms import add_error, page_request
from web.registry import blueprint
from web.registry.privacy_forms import PostingFilterForm, PreparePostingForm, TakeDownForm


@blueprint.get("/postings")
@needs(RegistryPermission.POSTING_READ)
def list_postings(unit: UnitOfWork) -> ResponseReturnValue:
    form = PostingFilterForm()
    state = form.state.data.value if form.state.data else ""
    page = queries.list_postings(unit, page_request(), state=state)
    return render_template("registry/posting_list.html", page=page, form=form)


@blueprint.get("/postings/new")
@needs(RegistryPermission.POSTING_PREPARE)
def show_prepare_posting(unit: UnitOfWork) -> ResponseReturnValue:
    form = PreparePostingForm().prepare(unit, _villages(unit))
    return render_template("registry/posting_prepare.html", form=form)


@blueprint.post("/postings/new")
@needs(RegistryPermission.POSTING_PREPARE)
def prepare_posting(unit: UnitOfWork) -> ResponseReturnValue:
    form = PreparePostingForm().prepare(unit, _villages(unit))
    if form.validate():
        try:
            told = {name: form[name].data for name in ("category", "note", "contact", "starts_on", "ends_on")}
            codes = form.codes.data.splitlines()
            posting_id = operations.prepare_posting(unit, form.village_code.data, form.kind.data, codes, **told)
            return redirect(url_for("registry.show_posting", posting_id=posting_id))
        except HoldfastError as error:
            add_error(form, error)
    return render_template("registry/posting_prepare.html", form=form), 422


@blueprint.get("/postings/<int:posting_id>")
@needs(RegistryPermission.POSTING_READ)
def show_posting(unit: UnitOfWork, posting_id: int) -> ResponseReturnValue:
    posting = queries.get_posting(unit, posting_id)
    objections = queries.list_objections(unit, posting) if posting.state is PostingState.DRAFT else []
    return render_template(
        "registry/posting_show.html",
        posting=posting,
        rows=queries.list_posted_rows(unit, posting_id),
        places=name_trail(unit, posting.region_path),
        objections=objections,
        address=url_for("public.show_posting", key=posting.key, _external=True),
    )


@blueprint.get("/postings/<int:posting_id>/publish")
@needs(RegistryPermission.POSTING_PUBLISH)
def show_publish_posting(unit: UnitOfWork, posting_id: int) -> ResponseReturnValue:
    posting = queries.get_posting(unit, posting_id)
    rows = queries.list_posted_rows(unit, posting_id)
    place = name_trail(unit, posting.region_path)[-1]
    return render_template("registry/posting_publish.html", posting=posting, rows=rows, place=place)


@blueprint.post("/postings/<int:posting_id>/publish")
@needs(RegistryPermission.POSTING_PUBLISH)
def publish_posting(unit: UnitOfWork, posting_id: int) -> ResponseReturnValue:
    operations.publish_posting(unit, posting_id)
    ends_on = queries.get_posting(unit, posting_id).ends_on
    flash(_("The list is public. It comes down by itself on %(day)s.", day=day(ends_on)), "success")
    return redirect(url_for("registry.show_posting", posting_id=posting_id))


@blueprint.get("/postings/<int:posting_id>/take-down")
@needs(RegistryPermission.POSTING_PREPARE)
def show_take_down_posting(unit: UnitOfWork, posting_id: int) -> ResponseReturnValue:
    posting = queries.get_posting(unit, posting_id)
    return render_template("registry/posting_take_down.html", posting=posting, form=TakeDownForm())


@blueprint.post("/postings/<int:posting_id>/take-down")
@needs(RegistryPermission.POSTING_PREPARE)
def take_down_posting(unit: UnitOfWork, posting_id: int) -> ResponseReturnValue:
    form = TakeDownForm()
    if not form.validate():
        posting = queries.get_posting(unit, posting_id)
        return render_template("registry/posting_take_down.html", posting=posting, form=form), 422
    operations.take_down_posting(unit, posting_id, form.reason.data)
    flash(_("The list is down. Its address leads nowhere any more."), "success")
    return redirect(url_for("registry.show_posting", posting_id=posting_id))


def _villages(unit: UnitOfWork) -> list[tuple[str, str]]:
    return [(place.code, place.name) for place in list_regions_below(unit, RegionLevel.VILLAGE.value)]
