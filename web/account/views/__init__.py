"""Logging in, one's own account, and the administration of users."""

from web.account.views import messages, own, sessions, subscriptions, tokens, users

__all__ = ["messages", "own", "sessions", "subscriptions", "tokens", "users"]
