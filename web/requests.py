"""What people send, without signs that no page can show: taken out at the door, before any form or filter sees them.

A text copied from elsewhere brings along control characters, halves of characters, and marks that turn the direction
of whatever follows. Nobody typed them and nobody would see them go. Vertical tabs and form feeds, which word processors
put for the end of a line, become one.
"""

import re
from collections.abc import Iterable
from typing import Any

from flask import Request, abort, request
from werkzeug.datastructures import ImmutableMultiDict

LINE_ENDS = re.compile("[\v\f\x85\u2028\u2029]")
LAST_OF_EACH_PLANE = "".join(f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0, 0x110000, 0x10000))
UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069\ufdd0-\ufdef\ud800-\udfff"
    + LAST_OF_EACH_PLANE
    + "]"
)


def seen(text: str) -> str:
    """Return a text without signs that no page can show."""
    return UNSEEN.sub("", LINE_ENDS.sub("\n", text))


class SeenValues(ImmutableMultiDict[str, Any]):
    """The values of an address or of a form, and the files that came with it: their content is left as it is."""

    def __init__(self, pairs: Iterable[tuple[str, Any]] | None = None) -> None:
        super().__init__([(name, seen(one) if isinstance(one, str) else one) for name, one in pairs or ()])


class SeenRequest(Request):
    """A request whose address and form hold such texts alone."""

    parameter_storage_class: Any = SeenValues


def refuse_unseen_paths() -> None:
    """Answer an address that names something by a sign nobody sees: there is no such thing."""
    if UNSEEN.search(request.path):
        abort(404)
