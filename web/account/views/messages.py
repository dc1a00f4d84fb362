"""One's own inbox: the figures that came."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from foundation.unit_of_work import UnitOfWork
from registry.operations import messages as operations
from registry.queries.messages import list_messages as read_messages
from registry.rules.messages import FigureUnit, Topic
from web.access import signed_in
from web.account import blueprint
from web.account.forms import MessageFilterForm
from web.forms import page_request

PAGE_SIZE = 10
PLACES = {
    Topic.COLOURS: ("monitoring.show_cockpit", "region_code", "region"),
    Topic.CHANGES: ("monitoring.list_rounds", "", ""),
    Topic.LEADS: ("casework.list_leads", "region_path", "region"),
    Topic.REGISTER: ("registry.list_households", "region_path", "region"),
    Topic.IMPORTS: ("registry.list_imports", "", ""),
    Topic.SUBMISSIONS: ("collection.list_submissions", "", ""),
    Topic.LINKS: ("registry.show_linkage", "", ""),
    Topic.QUALITY: ("registry.show_quality", "", ""),
    Topic.ROUNDS: ("statistics.show_round", "round_id", "round_id"),
}
"""Topic → the live page, the message's column that it is narrowed by, and that one's name there."""


@blueprint.get("/messages")
@signed_in("one's own messages")
def list_messages(unit: UnitOfWork) -> ResponseReturnValue:
    form = MessageFilterForm()
    topic = form.topic.data.value if form.topic.data else ""
    page = read_messages(unit, page_request(size=PAGE_SIZE), topic=topic, is_unread=form.state.data == "unread")
    places = {message.id: live_page(message) for message in page.rows}
    return render_template("account/message_list.html", page=page, form=form, places=places, units=FigureUnit)


@blueprint.post("/messages/<int:message_id>/read")
@signed_in("one's own messages")
def mark_message_read(unit: UnitOfWork, message_id: int) -> ResponseReturnValue:
    operations.mark_read(unit, message_id)
    return redirect(url_for("account.list_messages"))


@blueprint.post("/messages/read")
@signed_in("one's own messages")
def mark_messages_read(unit: UnitOfWork) -> ResponseReturnValue:
    count = operations.mark_all_read(unit)
    flash(_("%(count)d messages are marked as read.", count=count), "success")
    return redirect(url_for("account.list_messages"))


def live_page(message: object) -> str:
    """Return the address of the page that a message's figures come from, as it is now."""
    endpoint, column, name = PLACES[message.topic]  # type: ignore[attr-defined]
    return url_for(endpoint, **{name: getattr(message, column)} if name else {})
