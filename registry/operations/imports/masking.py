"""Numbers that identify shown by their last digits: the only form in which a preview may carry them."""

from typing import Any

from psycopg import Connection as Driver
from psycopg.types.json import Jsonb

from foundation.identifiers import mask
from foundation.vault import vault

STREAMED = 5_000
SECRETS = ("id_number", "phone", "bank_account")
_FOUND = """
select s.id, s.changes, s.contradictions,
       s.values ->> 'id_number', s.values ->> 'phone', s.values ->> 'bank_account',
       p.id_number, p.phone, p.bank_account
from staged_record s join person p on p.id = s.record_id
where s.run_id = %s and s.entity = 'person'
  and (s.outcome in ('changed', 'skipped') and jsonb_exists_any(s.changes, array['id_number', 'phone', 'bank_account'])
       or jsonb_exists(s.contradictions, 'id_number'))
"""
_FILL = "update staged_record set changes = %s, contradictions = %s where id = %s"


def mask_secret_changes(driver: "Driver[Any]", run_id: int) -> None:
    """Fill the old and new values of changed and contradicting numbers.

    Writes: staged_record. Cost: 1 stream, 1 batch for each 5,000.
    """
    with driver.cursor(name="import_secrets") as found, driver.cursor() as filling:
        found.execute(_FOUND, (run_id,))
        while rows := found.fetchmany(STREAMED):
            filling.executemany(_FILL, [_masked(row) for row in rows])


def _masked(row: tuple[Any, ...]) -> tuple[Jsonb | None, Jsonb | None, int]:
    staged_id, changes, contradictions = row[:3]
    new, old = dict(zip(SECRETS, row[3:6], strict=True)), dict(zip(SECRETS, row[6:], strict=True))
    for name in set(SECRETS) & set(changes or ()):
        changes[name] = [_shown(old[name]), _shown(_bytes(new[name]))]
    if contradictions and (told := contradictions.get("id_number")):
        told |= {"old": _shown(old["id_number"]), "new": _shown(_bytes(told["sealed"]))}
    return _json(changes), _json(contradictions), staged_id


def _json(document: dict[str, Any] | None) -> Jsonb | None:
    return None if document is None else Jsonb(document)


def _bytes(written: str | None) -> bytes | None:
    """Return the bytes that the database wrote into a document as `\\x…`."""
    return bytes.fromhex(written[2:]) if written else None


def _shown(sealed: bytes | None) -> str | None:
    return mask(vault().decrypt(sealed)) if sealed else None
