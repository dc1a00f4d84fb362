"""Regions: the tree, one region with its history, and what may happen to it."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from foundation.errors import HoldfastError
from foundation.scope import covers
from foundation.unit_of_work import UnitOfWork
from registry.models import Region
from registry.permissions import RegistryPermission
from registry.queries import region_lists as lists
from registry.queries.region_changes import list_history, weigh_region
from registry.queries.regions import find_region_by_path, get_region, names_on, resolve_code
from registry.rules.region_errors import RegionClosed
from web.access import needs
from web.exports import csv_response
from web.forms import add_error, page_request
from web.registry import blueprint
from web.registry.region_forms import RegionChangeForm, RegionFilterForm
from web.registry.region_steps import STEPS, RegionStep, consequence_of, event_words, title_of

KINDS = "rename,merge,move,recode,split,add,close"
COLUMNS = (
    "code", "name", "name_en", "level", "parent_code", "parent", "valid_from", "valid_to", "successor_code", "regions",
)  # fmt: skip


@blueprint.get("/regions")
@needs(RegistryPermission.REGION_READ)
def list_regions(unit: UnitOfWork) -> ResponseReturnValue:
    form = RegionFilterForm()
    top = _top(unit)
    filters = form.filters(top.path if top else "")
    if request.args.get("format") == "csv":
        rows = lists.iterate_region_rows(unit, filters)
        # Whoever looks after accounts sees regions, and no household, not even in a count.
        columns = (*COLUMNS, "households") if unit.actor.may(RegistryPermission.HOUSEHOLD_READ) else COLUMNS
        return csv_response("regions", columns, ([getattr(row, name) for name in columns] for row in rows))
    page = lists.list_region_rows(unit, filters, page_request())
    return render_template("registry/region_list.html", page=page, form=form, top=top)


@blueprint.get("/regions/<region_code>")
@needs(RegistryPermission.REGION_READ)
def show_region(unit: UnitOfWork, region_code: str) -> ResponseReturnValue:
    region = get_region(unit, region_code)
    above = [part for part in region.path.split(".") if part][:-1]
    names = names_on(unit, above)
    return render_template(
        "registry/region_show.html",
        region=region,
        trail=[(part, names[part]) for part in above if part in names],
        weight=weigh_region(unit, region),
        page=lists.list_region_rows(unit, lists.RegionFilters(under=region.path), page_request()),
        history=list_history(unit, region_code),
        words=event_words,
        heir=_heir(unit, region),
        steps=STEPS.values() if covers(unit.actor, region.path) and region.valid_to is None else (),
    )


@blueprint.get(f"/regions/<region_code>/<any({KINDS}):step>")
@needs(RegistryPermission.REGION_CHANGE)
def show_region_change(unit: UnitOfWork, region_code: str, step: str) -> ResponseReturnValue:
    region = get_region(unit, region_code)
    return _change_page(STEPS[step], region, _form(unit, STEPS[step], region))


@blueprint.post(f"/regions/<region_code>/<any({KINDS}):step>")
@needs(RegistryPermission.REGION_CHANGE)
def change_region(unit: UnitOfWork, region_code: str, step: str) -> ResponseReturnValue:
    asked, region = STEPS[step], get_region(unit, region_code)
    form = _form(unit, asked, region)
    if form.validate():
        try:
            if request.form.get("confirmed") != "yes":
                asked.check(
                    unit, region_code, **{key: value for key, value in form.values().items() if key != "document"}
                )
                return _confirm_page(unit, asked, region, form)
            done = asked.act(unit, region_code, **form.values())
            flash(_("The change is recorded. What was before is kept in the history."), "success")
            return redirect(url_for("registry.show_region", region_code=done.code))
        except HoldfastError as error:
            add_error(form, error)
    return _change_page(asked, region, form), 422


def _form(unit: UnitOfWork, step: RegionStep, region: Region) -> RegionChangeForm:
    form = step.form()
    form.offer(unit, region)
    return form


def _change_page(step: RegionStep, region: Region, form: RegionChangeForm) -> str:
    return render_template("registry/region_change.html", step=step, region=region, form=form)


def _confirm_page(unit: UnitOfWork, step: RegionStep, region: Region, form: RegionChangeForm) -> str:
    values, weight = form.values(), weigh_region(unit, region)
    return render_template(
        "registry/region_confirm.html",
        step=step,
        region=region,
        weight=weight,
        values=values,
        title=title_of(unit, step, region, values),
        consequence=consequence_of(unit, step, region, weight, values),
        sent=[(name, value) for name, value in request.form.items(multi=True) if name in form and name != "csrf_token"],
    )


def _top(unit: UnitOfWork) -> Region | None:
    """Return the region whose parts are listed: the one that was asked for, else the actor's own area."""
    if "under" in request.args:
        return get_region(unit, request.args["under"]) if request.args["under"] else None
    areas: list[Any] = [area for area in unit.actor.areas if area]
    return find_region_by_path(unit, areas[0]) if areas else None


def _heir(unit: UnitOfWork, region: Region) -> Region | None:
    """Return the region that the code of an ended one leads to."""
    try:
        return resolve_code(unit, region.code) if region.valid_to else None
    except RegionClosed:
        return None
