"""Letters in the reader's language, written outside of any request.

A letter says that something waits and where; figures may stand in it, names and numbers of people never.
"""

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

from babel.support import NullTranslations, Translations
from sqlalchemy import Row

from config import ROOT
from foundation.ports import Letter
from foundation.wording import mark
from registry.models import User
from registry.rules.messages import FigureUnit

SUBJECT = mark("Holdfast: %(count)d new messages with figures")
GREETING = mark("Dear %(name)s,")
FIRST = mark("these figures came for you:")
ROUND = mark("%(name)s, as of %(day)s")
TOO_SMALL = mark("hidden")
LOOK = mark("Sign in to see them with the pages they come from: %(url)s")
CLOSING = mark(
    "You get this letter because you, or whoever set it up for your role, asked for these figures by mail."
    " To end it, sign in and open “Messages”, then “What comes”."
)


@cache
def translator(language: str) -> Callable[[str], str]:
    """Return the function that translates marked sentences into a language; English is the source."""
    found: NullTranslations = Translations.load(str(ROOT / "translations"), [language])
    return found.gettext


def compose_digest(base_url: str) -> Callable[[User, Sequence[Row[Any]]], Letter]:
    """Return the writer of digests for the platform at an address."""

    def compose(user: User, messages: Sequence[Row[Any]]) -> Letter:
        say = translator(user.language)
        parts = [say(GREETING) % {"name": user.name}, say(FIRST)]
        parts += [_message(say, message) for message in messages]
        parts += [say(LOOK) % {"url": f"{base_url}/account/messages"}, say(CLOSING)]
        return Letter(user.email or "", say(SUBJECT) % {"count": len(messages)}, "\n\n".join(parts) + "\n")

    return compose


def _message(say: Callable[[str], str], message: Row[Any]) -> str:
    lines = [" · ".join(filter(None, (say(message.topic.label), message.region)))]
    if message.round_id is not None:
        lines.append("  " + say(ROUND) % {"name": message.round_name, "day": message.round_on.isoformat()})
    lines += [f"  {say(figure['label'])}: {_value(say, figure)}" for figure in message.figures]
    return "\n".join(lines)


def _value(say: Callable[[str], str], figure: dict[str, Any]) -> str:
    if figure["value"] is None:
        return say(TOO_SMALL)
    change = "" if figure["change"] is None else f" ({figure['change']:+,d})"
    return f"{figure['value']:,d} {_unit(say, figure)}{change}"


def _unit(say: Callable[[str], str], figure: dict[str, Any]) -> str:
    return say(FigureUnit(figure["unit"]).label)
