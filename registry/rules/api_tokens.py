"""What programs may do: the scopes of their tokens, and how a token is kept.

Source: docs/methods.md, Privacy, law, ethics.
"""

import hashlib
import secrets
from dataclasses import dataclass

from foundation.wording import Worded, mark

PREFIX = "hf_"
SHOWN = 10
"""Characters of a token that lists show, so that people can tell their tokens apart."""
LONGEST_DAYS = 366


class ApiScope(Worded):
    """What a token opens; never more than its owner may see."""

    REGISTER = "register:read", mark("Households and members of the register")
    GRADES = "grades:read", mark("Grades with their reasons")
    OFFERS = "offers:read", mark("Offers of help")
    STATISTICS = "statistics:read", mark("Statistics")


@dataclass(frozen=True, slots=True)
class TokenMade:
    """A new token; its text is shown once and kept nowhere."""

    token_id: int
    text: str


def make_token_text() -> str:
    """Return a new token: 256 random bits that say whose they are."""
    return PREFIX + secrets.token_urlsafe(32)


def token_digest(text: str) -> str:
    """Return what is kept of a token. It is random enough that a plain digest cannot be turned back."""
    return hashlib.sha256(text.encode()).hexdigest()
