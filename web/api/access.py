"""The door for programs: a token in the request's head, no session, no cookie."""

from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from typing import Any

from flask import Response, g, make_response, request
from werkzeug.exceptions import Forbidden, Unauthorized

from foundation.actor import VISITOR, Actor, system_actor
from foundation.unit_of_work import UnitOfWork
from registry.models import ApiToken
from registry.operations.api_tokens import note_token_use
from registry.queries.api_tokens import find_token
from registry.queries.users import find_signed_in_user
from registry.rules.api_tokens import ApiScope
from web.access import MARK, Access
from web.api import blueprint
from web.extensions import csrf
from web.scopes import OPENED
from web.services import services

View = Callable[..., Any]


def token_needs(scope: ApiScope) -> Callable[[View], View]:
    """Guard a view of the API: the token must have the scope, and its owner the permission behind it.

    The view gets a read-only unit whose actor is the owner, in the owner's areas, with the token's scopes alone.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(**values: Any) -> Response:
            with services().units.begin(VISITOR, read_only=True) as unit:
                g.unit = unit
                token = _identify(unit)
                if scope.value not in token.scopes:
                    raise Forbidden(f"This token lacks the scope {scope.value}.")
                if not unit.actor.may(OPENED[scope]):
                    raise Forbidden(f"The owner of this token may no longer use {scope.value}.")
                response = make_response(view(unit, **values))
            _remember(token)
            return response

        setattr(guarded, MARK, Access(permission=OPENED[scope], reason="programs with a token", by_token=True))
        csrf.exempt(guarded)
        described: View = blueprint.doc(security=[{"token": [scope.value]}])(guarded)
        return described

    return decorate


def _identify(unit: UnitOfWork) -> ApiToken:
    kind, _, text = request.headers.get("Authorization", "").partition(" ")
    token = find_token(unit, text.strip()) if kind.lower() == "bearer" and text.strip() else None
    owner = find_signed_in_user(unit, token.user_id) if token is not None else None
    if token is None or owner is None:
        raise Unauthorized("Send a token that is in force: Authorization: Bearer hf_…")
    unit.actor = _narrowed(owner.actor, token)
    return token


def _narrowed(owner: Actor, token: ApiToken) -> Actor:
    lent = {str(permission) for scope, permission in OPENED.items() if scope.value in token.scopes}
    return replace(owner, name=f"{owner.name} (token {token.name})", permissions=owner.permissions & lent)


def _remember(token: ApiToken) -> None:
    """Write down that the token is in use, once a day."""
    with services().units.begin(system_actor("api")) as unit:
        if token.last_used_on != unit.today:
            note_token_use(unit, token.id)
