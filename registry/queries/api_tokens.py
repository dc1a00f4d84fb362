"""Reads of tokens: everybody their own, whoever manages tokens all of them."""

from typing import Any

from sqlalchemy import Row, select

from foundation.paging import Page, PageRequest, fetch_page
from foundation.unit_of_work import UnitOfWork
from registry.errors import TokenNotFound
from registry.models import ApiToken, User
from registry.rules.api_tokens import token_digest


def find_token(unit: UnitOfWork, text: str) -> ApiToken | None:
    """Return the token of this text while it is in force. Cost: 1."""
    token = unit.session.scalar(select(ApiToken).where(ApiToken.digest == token_digest(text)))
    if token is None or token.revoked_at is not None or token.expires_on < unit.today:
        return None
    return token


def get_token(unit: UnitOfWork, token_id: int, *, of_anybody: bool) -> ApiToken:
    """Return a token of one's own, or of anybody. Raises: TokenNotFound. Cost: 1."""
    token = unit.session.get(ApiToken, token_id)
    if token is None or not (of_anybody or token.user_id == unit.actor.user_id):
        raise TokenNotFound()
    return token


def list_tokens(unit: UnitOfWork, request: PageRequest, *, of_everybody: bool) -> Page[Row[Any]]:
    """Return a page of tokens, those in force first. Cost: 2."""
    columns: list[Any] = [
        ApiToken.id,
        ApiToken.name,
        ApiToken.beginning,
        ApiToken.scopes,
        ApiToken.created_at,
        ApiToken.expires_on,
        ApiToken.last_used_on,
        ApiToken.revoked_at,
        User.name.label("owner"),
    ]
    statement = select(*columns).join(User, User.id == ApiToken.user_id)
    if not of_everybody:
        statement = statement.where(ApiToken.user_id == unit.actor.user_id)
    sortable = {"name": ApiToken.name, "expires": ApiToken.expires_on, "used": ApiToken.last_used_on}
    order: list[Any] = [ApiToken.revoked_at.is_not(None), ApiToken.id.desc()]
    return fetch_page(unit.session, statement, request, sortable, order)
