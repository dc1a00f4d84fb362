"""Logging in, one's own account, and the administration of users."""

from web.account.views import own, sessions, users

__all__ = ["own", "sessions", "users"]
