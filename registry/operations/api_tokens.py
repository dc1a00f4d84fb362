"""Making, using and revoking the tokens of programs."""

from collections.abc import Sequence
from datetime import date, timedelta

from foundation.errors import Invalid
from foundation.unit_of_work import UnitOfWork
from foundation.wording import mark
from registry.models import ApiToken
from registry.queries.api_tokens import get_token
from registry.rules.api_tokens import LONGEST_DAYS, SHOWN, ApiScope, TokenMade, make_token_text, token_digest


def make_token(unit: UnitOfWork, name: str, scopes: Sequence[ApiScope], expires_on: date) -> TokenMade:
    """Make a token with which a program acts for the actor.

    Args:
        expires_on: the last day, within a year.
    Raises: Invalid for a day in the past or too far away, and without a scope. Writes: api_token, audit.
    """
    if not scopes:
        raise Invalid(mark("Choose at least one thing that the token opens."), field="scopes")
    if not unit.today <= expires_on <= unit.today + timedelta(days=LONGEST_DAYS):
        raise Invalid(mark("A token ends within a year from today."), field="expires_on")
    text = make_token_text()
    token = ApiToken(
        user_id=unit.actor.user_id,
        name=name,
        digest=token_digest(text),
        beginning=text[:SHOWN],
        scopes=[scope.value for scope in scopes],
        created_at=unit.now,
        expires_on=expires_on,
    )
    unit.session.add(token)
    unit.session.flush()
    unit.note("make_token", "api_token", token.id, scopes=token.scopes, expires_on=expires_on.isoformat())
    return TokenMade(token.id, text)


def revoke_token(unit: UnitOfWork, token_id: int, *, of_anybody: bool = False) -> None:
    """End a token at once; repeating it changes nothing. Raises: TokenNotFound. Writes: api_token, audit."""
    token = get_token(unit, token_id, of_anybody=of_anybody)
    if token.revoked_at is None:
        token.revoked_at = unit.now
        unit.note("revoke_token", "api_token", token.id)


def note_token_use(unit: UnitOfWork, token_id: int) -> None:
    """Remember that a token was used today. Writes: api_token."""
    token = unit.session.get(ApiToken, token_id)
    if token is not None:
        token.last_used_on = unit.today
