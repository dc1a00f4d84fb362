"""The household's own file, in plain words, and its consents."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from foundation.unit_of_work import UnitOfWork
from registry.errors import HouseholdNotFound
from registry.operations.consents import give_consent, withdraw_consent
from registry.permissions import RegistryPermission
from registry.rules.privacy.sight import sight_of
from registry.rules.words import ConsentPurpose
from reports.household_file.rows import read_household_file
from web.access import needs
from web.filters import label
from web.registry import blueprint
from web.registry.forms import read_purpose


@blueprint.get("/my-file")
@needs(RegistryPermission.OWN_FILE_READ, menu=_l("My file"), rank=10)
def show_own_file(unit: UnitOfWork) -> ResponseReturnValue:
    household_id = _own(unit)
    file, sight = read_household_file(unit, household_id), sight_of(unit.actor, household_id)
    return render_template("registry/own_file.html", file=file, sight=sight, purposes=ConsentPurpose)


@blueprint.post("/my-file/consents/<purpose>/give")
@needs(RegistryPermission.OWN_CONSENT_CHANGE)
def give_own_consent(unit: UnitOfWork, purpose: str) -> ResponseReturnValue:
    give_consent(unit, _own(unit), read_purpose(purpose), unit.actor.name)
    flash(_("You agreed: %(purpose)s. You can change your mind here at any time.", purpose=_word(purpose)), "success")
    return redirect(url_for("registry.show_own_file", _anchor="consents"))


@blueprint.post("/my-file/consents/<purpose>/withdraw")
@needs(RegistryPermission.OWN_CONSENT_CHANGE)
def withdraw_own_consent(unit: UnitOfWork, purpose: str) -> ResponseReturnValue:
    withdraw_consent(unit, _own(unit), read_purpose(purpose))
    flash(_("You said no to: %(purpose)s. This has no effect on your other help.", purpose=_word(purpose)), "success")
    return redirect(url_for("registry.show_own_file", _anchor="consents"))


def _own(unit: UnitOfWork) -> int:
    if unit.actor.household_id is None:
        raise HouseholdNotFound()
    return unit.actor.household_id


def _word(purpose: str) -> str:
    return label(read_purpose(purpose))
