"""What comes into the inbox: one's own subscriptions and those of one's role."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from foundation.errors import HoldfastError
from foundation.unit_of_work import UnitOfWork
from registry.operations import messages as operations
from registry.permissions import RegistryPermission
from registry.queries import messages as queries
from registry.queries.regions import list_areas, list_regions_below
from registry.queries.users import get_user
from registry.rules.words import RegionLevel
from reports.pushed_figures.rows import topics_for
from web.access import needs, signed_in
from web.account import blueprint
from web.account.forms import RoleSubscriptionForm, SubscriptionForm
from web.filters import label
from web.forms import add_error


@blueprint.get("/subscriptions")
@signed_in("one's own subscriptions")
def list_subscriptions(unit: UnitOfWork) -> ResponseReturnValue:
    return _own_page(unit, prepared(unit, SubscriptionForm()))


@blueprint.post("/subscriptions")
@signed_in("one's own subscriptions")
def add_subscription(unit: UnitOfWork) -> ResponseReturnValue:
    form = prepared(unit, SubscriptionForm())
    if form.validate():
        try:
            operations.subscribe(unit, form.topic.data, form.region.data, form.cadence.data, by_mail=form.by_mail.data)
            flash(_("The figures will come into your inbox from tomorrow morning."), "success")
            return redirect(url_for("account.list_subscriptions"))
        except HoldfastError as error:
            add_error(form, error)
    return _own_page(unit, form), 422


@blueprint.post("/subscriptions/<int:subscription_id>/end")
@signed_in("one's own subscriptions")
def end_subscription(unit: UnitOfWork, subscription_id: int) -> ResponseReturnValue:
    operations.end_subscription(unit, subscription_id)
    flash(_("The subscription has ended. What came before stays in your inbox."), "success")
    return redirect(url_for("account.list_subscriptions"))


@blueprint.post("/subscriptions/<int:subscription_id>/<any(mute, unmute):step>")
@signed_in("what one's role gets")
def mute_subscription(unit: UnitOfWork, subscription_id: int, step: str) -> ResponseReturnValue:
    operations.mute_subscription(unit, subscription_id, is_muted=step == "mute")
    return redirect(url_for("account.list_subscriptions"))


@blueprint.get("/role-subscriptions")
@needs(RegistryPermission.SUBSCRIPTION_MANAGE)
def list_role_subscriptions(unit: UnitOfWork) -> ResponseReturnValue:
    return _role_page(unit, prepared(unit, RoleSubscriptionForm()))


@blueprint.post("/role-subscriptions")
@needs(RegistryPermission.SUBSCRIPTION_MANAGE)
def add_role_subscription(unit: UnitOfWork) -> ResponseReturnValue:
    form = prepared(unit, RoleSubscriptionForm())
    if form.validate():
        try:
            operations.subscribe(
                unit,
                form.topic.data,
                form.region.data,
                form.cadence.data,
                by_mail=form.by_mail.data,
                role_name=form.role.data.value,
            )
            flash(_("Everybody with the role will get the figures from tomorrow morning."), "success")
            return redirect(url_for("account.list_role_subscriptions"))
        except HoldfastError as error:
            add_error(form, error)
    return _role_page(unit, form), 422


@blueprint.post("/role-subscriptions/<int:subscription_id>/end")
@needs(RegistryPermission.SUBSCRIPTION_MANAGE)
def end_role_subscription(unit: UnitOfWork, subscription_id: int) -> ResponseReturnValue:
    operations.end_subscription(unit, subscription_id, of_role=True)
    flash(_("The subscription of the role has ended."), "success")
    return redirect(url_for("account.list_role_subscriptions"))


def prepared(unit: UnitOfWork, form: SubscriptionForm) -> SubscriptionForm:
    """Offer the topics that the actor may see and the regions of their areas."""
    form.topic.choices = [(topic.value, label(topic)) for topic in topics_for(unit.actor)]
    places = {place.path: place.name for place in list_areas(unit)}
    for level in (RegionLevel.COUNTY, RegionLevel.TOWNSHIP):
        places |= {place.path: place.name for place in list_regions_below(unit, level.value)}
    form.region.choices = sorted(places.items())
    return form


def _own_page(unit: UnitOfWork, form: SubscriptionForm) -> str:
    user = get_user(unit, unit.actor.user_id or 0)
    subscriptions = queries.list_subscriptions(unit)
    return render_template("account/subscription_list.html", subscriptions=subscriptions, form=form, user=user)


def _role_page(unit: UnitOfWork, form: SubscriptionForm) -> str:
    subscriptions = queries.list_role_subscriptions(unit)
    return render_template("account/role_subscription_list.html", subscriptions=subscriptions, form=form)
