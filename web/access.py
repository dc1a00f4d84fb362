"""Who may start which view: one permission per view and method, one unit of work per request.

`@needs(permission)`, `@signed_in("why")` and `@public("why")` are the only doors. The factory refuses to start an app
with an endpoint that has none of them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from flask import Response, abort, g, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel.speaklater import LazyString
from flask_login import UserMixin, current_user

from foundation.actor import VISITOR, Actor
from foundation.permissions import Permission
from foundation.unit_of_work import UnitOfWork
from registry.queries.users import SignedInUser, find_signed_in_user
from web.roles import OFFICE_ROLES
from web.services import services

View = Callable[..., Any]
MARK = "__holdfast_access__"
READING = frozenset({"GET", "HEAD", "OPTIONS"})
ENROLMENT = frozenset({"account.show_second_factor", "account.enrol_second_factor", "account.log_out"})


@dataclass(frozen=True)
class Access:
    """How a view is guarded: by a permission, open to every signed-in user, or open to everybody, for a reason.

    Programs knock at doors of their own (`by_token`), where no session counts.
    """

    permission: Permission | None = None
    is_public: bool = False
    reason: str = ""
    by_token: bool = False


@dataclass(frozen=True)
class MenuEntry:
    """A menu entry, declared beside the view it leads to; without a permission it is for visitors."""

    endpoint: str
    label: LazyString
    permission: Permission | None
    rank: int


MENU: list[MenuEntry] = []


class SessionUser(UserMixin):  # type: ignore[misc]  # Flask-Login has no types
    """The user of a browser session, as Flask-Login wants to see it."""

    def __init__(self, user: SignedInUser) -> None:
        self.actor = user.actor
        self.language = user.language
        self.has_second_factor = user.has_second_factor
        self.unread_messages = user.unread_messages
        self._nonce = user.session_nonce

    def get_id(self) -> str:
        """Return the user's id and session nonce: a new nonce ends every older session."""
        return f"{self.actor.user_id}:{self._nonce}"


def load_session_user(token: str) -> SessionUser | None:
    """Return the user of a session token inside the request's unit, None when the session has ended."""
    unit: UnitOfWork | None = g.get("unit")
    user_id, _, nonce = token.partition(":")
    if unit is None or not user_id.isdigit():
        return None
    user = find_signed_in_user(unit, int(user_id))
    return SessionUser(user) if user and user.session_nonce == nonce else None


def needs(
    permission: Permission, *, menu: LazyString | None = None, rank: int = 50, own_units: bool = False
) -> Callable[[View], View]:
    """Guard a view by a permission and hand it its unit of work.

    Args:
        menu: the label of a menu entry that leads here.
        rank: orders the menu.
        own_units: the view calls a gateway: it gets `units` and `actor` and opens its own units around the call.
    """

    def decorate(view: View) -> View:
        _add_to_menu(view, menu, permission, rank)
        return _guarded(view, Access(permission), own_units)

    return decorate


def public(
    reason: str, *, menu: LazyString | None = None, rank: int = 50, own_units: bool = False
) -> Callable[[View], View]:
    """Open a view to everybody; `reason` says why that is right, `menu` puts it into the visitors' menu."""

    def decorate(view: View) -> View:
        _add_to_menu(view, menu, None, rank)
        return _guarded(view, Access(is_public=True, reason=reason), own_units)

    return decorate


def signed_in(reason: str, *, own_units: bool = False) -> Callable[[View], View]:
    """Open a view to every signed-in user, for what concerns their own account; `reason` says why that is right."""
    return lambda view: _guarded(view, Access(reason=reason), own_units)


def access_of(view: View) -> Access | None:
    """Return how a view is guarded, None when it is not."""
    return getattr(view, MARK, None)


def _add_to_menu(view: View, label: LazyString | None, permission: Permission | None, rank: int) -> None:
    if label is not None:
        slice_name = view.__module__.split(".")[1]
        MENU.append(MenuEntry(f"{slice_name}.{view.__name__}", label, permission, rank))


def _guarded(view: View, access: Access, own_units: bool) -> View:
    @wraps(view)
    def guarded(**values: Any) -> Response:
        is_reading = request.method in READING
        with services().units.begin(VISITOR, read_only=is_reading or own_units) as unit:
            g.unit = unit
            unit.actor = _identify()
            refusal = _refusal(access, unit.actor)
            if refusal is not None:
                return make_response(refusal)
            if own_units:
                actor = unit.actor
            else:
                response = make_response(view(unit, **values))
                if response.status_code >= 400 and not is_reading:
                    raise _Refused(response)
                return response
        return make_response(view(services().units, actor, **values))

    @wraps(guarded)
    def answered(**values: Any) -> Response:
        try:
            return guarded(**values)
        except _Refused as refused:
            return refused.response

    setattr(answered, MARK, access)
    return answered


class _Refused(Exception):
    def __init__(self, response: Response) -> None:
        self.response = response


def _identify() -> Actor:
    if not current_user.is_authenticated:
        return VISITOR
    actor: Actor = current_user.actor
    return actor


def _refusal(access: Access, actor: Actor) -> ResponseReturnValue | None:
    if access.is_public:
        return None
    if actor is VISITOR:
        if request.method in READING:
            return redirect(url_for("account.show_log_in", next=request.full_path.rstrip("?")))
        abort(401)
    if _must_enrol(actor):
        return redirect(url_for("account.show_second_factor"))
    if access.permission is not None:
        actor.require(access.permission)
    return None


def _must_enrol(actor: Actor) -> bool:
    return (
        services().settings.second_factor_required
        and not current_user.has_second_factor
        and not OFFICE_ROLES.isdisjoint(actor.roles)
        and request.endpoint not in ENROLMENT
    )
