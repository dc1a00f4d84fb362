"""Changed ID numbers and telephones shown by their last digits: the only form in which a preview may carry them."""

from typing import Any

from psycopg import Connection as Driver
from psycopg.types.json import Jsonb

from foundation.identifiers import mask
from foundation.vault import vault

STREAMED = 5_000
_FOUND = """
select s.id, s.values ->> 'id_number', s.values ->> 'phone', p.id_number, p.phone, s.changes
from staged_record s join person p on p.id = s.record_id
where s.run_id = %s and s.entity = 'person' and s.outcome in ('changed', 'skipped')
  and (jsonb_exists(s.changes, 'id_number') or jsonb_exists(s.changes, 'phone'))
"""
_FILL = "update staged_record set changes = %s where id = %s"


def mask_secret_changes(driver: "Driver[Any]", run_id: int) -> None:
    """Fill the old and new values of changed secrets. Writes: staged_record. Cost: 1 stream, 1 batch for each 5,000."""
    with driver.cursor(name="import_secrets") as found, driver.cursor() as filling:
        found.execute(_FOUND, (run_id,))
        while rows := found.fetchmany(STREAMED):
            filling.executemany(_FILL, [(Jsonb(_masked(*row[1:])), row[0]) for row in rows])


def _masked(
    new_id: str | None, new_phone: str | None, old_id: bytes | None, old_phone: bytes | None, changes: dict[str, Any]
) -> dict[str, Any]:
    pairs = {"id_number": (old_id, new_id), "phone": (old_phone, new_phone)}
    return changes | {name: [_shown(old), _shown(_bytes(new))] for name, (old, new) in pairs.items() if name in changes}


def _bytes(written: str | None) -> bytes | None:
    """Return the bytes that the database wrote into a document as `\\x…`."""
    return bytes.fromhex(written[2:]) if written else None


def _shown(sealed: bytes | None) -> str | None:
    return mask(vault().decrypt(sealed)) if sealed else None
