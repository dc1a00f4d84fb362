"""The seal of a frozen round: a hash over all that it says, by which any later change shows."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import UTC, date, datetime
from typing import Any, Self


@dataclass(frozen=True, slots=True)
class Sealed:
    """What the seal of a round covers."""

    name: str
    reason: str
    region_path: str
    as_of_on: date
    frozen_at: datetime
    requested_by: str
    smallest_shown: int
    definition: Mapping[str, Any]
    figures: Mapping[str, Any]

    @classmethod
    def of(cls, row: object) -> Self:
        """Return what a round says, from its row with figures."""
        return cls(**{field.name: getattr(row, field.name) for field in fields(cls)})


def seal_round(content: Sealed) -> str:
    """Return the hash of a round's content; key order and the form of whole numbers make no difference."""
    plain = {**asdict(content), "as_of_on": content.as_of_on.isoformat()}
    plain["frozen_at"] = content.frozen_at.astimezone(UTC).isoformat()
    text = json.dumps(_settled(plain), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _settled(value: Any) -> Any:
    """Return a value as it comes back from the database: a float that is whole may return as an integer."""
    if isinstance(value, Mapping):
        return {key: _settled(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_settled(item) for item in value]
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value
