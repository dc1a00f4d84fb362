"""Rules that a region adds to the shipped ones: listed, read with every fault, put in force, retired."""

from collections.abc import Sequence

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import ngettext

from foundation.errors import HoldfastError
from foundation.unit_of_work import UnitOfWork
from registry.operations.quality.rules import retire_rules, store_rules
from registry.permissions import RegistryPermission
from registry.queries.quality.books import get_own_rules, list_own_rules, own_fields
from registry.rules.quality.calls import FUNCTIONS
from registry.rules.quality.catalogue import CATALOGUE, HOUSEHOLD
from registry.rules.quality.faults import Fault, RulesInvalid
from web.access import needs
from web.forms import add_error
from web.registry import blueprint
from web.registry import quality_words as words
from web.registry.quality_forms import OwnRulesForm
from web.registry.views.quality import place_name


@blueprint.get("/quality/own-rules")
@needs(RegistryPermission.QUALITY_READ)
def list_quality_own_rules(unit: UnitOfWork) -> ResponseReturnValue:
    texts = list_own_rules(unit)
    places = {text.row.region_path: place_name(unit, text.row.region_path) for text in texts}
    return render_template("registry/quality_own_list.html", texts=texts, places=places)


@blueprint.get("/quality/own-rules/new")
@needs(RegistryPermission.FIELD_DEFINE)
def show_store_quality_rules(unit: UnitOfWork) -> ResponseReturnValue:
    form = OwnRulesForm()
    form.offer(unit)
    return _form_page(unit, form)


@blueprint.post("/quality/own-rules/new")
@needs(RegistryPermission.FIELD_DEFINE)
def store_quality_rules(unit: UnitOfWork) -> ResponseReturnValue:
    form = OwnRulesForm()
    form.offer(unit)
    if not form.validate():
        return _form_page(unit, form), 422
    try:
        stored = store_rules(unit, form.name.data, form.area.data, form.text.data)
    except RulesInvalid as refusal:
        return _form_page(unit, form, refusal.faults), 422
    except HoldfastError as error:
        add_error(form, error)
        return _form_page(unit, form), 422
    flash(
        ngettext(
            "%(num)s rule is in force. The next check takes it in.",
            "%(num)s rules are in force. The next check takes them in.",
            stored.count,
        ),
        "success",
    )
    return redirect(url_for("registry.show_quality_own_rules", rules_id=stored.rules_id))


@blueprint.get("/quality/own-rules/<int:rules_id>")
@needs(RegistryPermission.QUALITY_READ)
def show_quality_own_rules(unit: UnitOfWork, rules_id: int) -> ResponseReturnValue:
    own = get_own_rules(unit, rules_id)
    place = place_name(unit, own.row.region_path)
    return render_template("registry/quality_own_show.html", own=own, place=place, words=words)


@blueprint.get("/quality/own-rules/<int:rules_id>/retire")
@needs(RegistryPermission.FIELD_DEFINE)
def show_retire_quality_rules(unit: UnitOfWork, rules_id: int) -> ResponseReturnValue:
    own = get_own_rules(unit, rules_id)
    return render_template("registry/quality_own_retire.html", own=own)


@blueprint.post("/quality/own-rules/<int:rules_id>/retire")
@needs(RegistryPermission.FIELD_DEFINE)
def retire_quality_rules(unit: UnitOfWork, rules_id: int) -> ResponseReturnValue:
    retire_rules(unit, rules_id)
    return redirect(url_for("registry.list_quality_own_rules"))


def _form_page(unit: UnitOfWork, form: OwnRulesForm, faults: Sequence[Fault] = ()) -> str:
    region = form.area.data if form.area.data else (unit.actor.areas or ("",))[0]
    return render_template(
        "registry/quality_own_form.html",
        form=form,
        faults=faults,
        facts=CATALOGUE.values(),
        of_household=HOUSEHOLD,
        functions=sorted(FUNCTIONS),
        fields=own_fields(unit, region),
        words=words,
    )
