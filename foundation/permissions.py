"""The shape of a permission: `<room>:<thing>:<verb>`.

Each room lists its own in `permissions.py` as a subclass, together with `GRANTS`: which default role holds which.
"""

import re
from enum import StrEnum

SHAPE = re.compile(r"^[a-z]+(:[a-z_]+){2}$")


class Permission(StrEnum):
    """A thing that may be done; refused at definition unless it has the shape `<room>:<thing>:<verb>`."""

    def __init__(self, value: str) -> None:
        if not SHAPE.match(value):
            raise ValueError(f"permission {value!r} must look like room:thing:verb")


Grants = dict[str, frozenset[Permission]]
