"""How long data are kept, what is due, and erasing it."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from foundation.unit_of_work import UnitOfWork
from registry.operations.retention import count_due
from registry.operations.retention import run_retention as erase
from registry.permissions import RegistryPermission
from registry.queries.privacy import list_retention_runs
from registry.rules.privacy.retention import retention_rules
from web.access import needs
from web.filters import number
from web.languages import current_language
from web.registry import blueprint
from web.registry.privacy_forms import RetentionForm


@blueprint.get("/retention")
@needs(RegistryPermission.RETENTION_READ)
def show_retention(unit: UnitOfWork) -> ResponseReturnValue:
    return _page(unit, _form())


@blueprint.post("/retention")
@needs(RegistryPermission.RETENTION_RUN)
def run_retention(unit: UnitOfWork) -> ResponseReturnValue:
    form = _form()
    if not form.validate() or not form.rules.data:
        form.rules.errors = [_("Choose what is to be erased.")]
        return _page(unit, form), 422
    counts = erase(unit, form.rules.data)
    flash(_("%(count)s entries are erased.", count=number(sum(counts.values()))), "success")
    return redirect(url_for("registry.show_retention"))


def _form() -> RetentionForm:
    form = RetentionForm()
    form.rules.choices = [(rule.id, rule.titles[current_language()]) for rule in retention_rules()]
    return form


def _page(unit: UnitOfWork, form: RetentionForm) -> str:
    runs = list_retention_runs(unit)
    titles = {rule.id: rule.titles[current_language()] for rule in retention_rules()}
    return render_template("registry/retention.html", due=count_due(unit), runs=runs, form=form, titles=titles)
