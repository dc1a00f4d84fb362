"""Telephones of known members that the register keeps without an index, from before there was one."""

from typing import Any

from psycopg import Connection as Driver

from foundation.vault import vault

STREAMED = 5_000
_PHONES = """
select s.ctid::text, s.phone, p.phone from stage_person s join person p on p.id = s.record_id
where s.phone is not null and p.phone is not null and p.phone_index is null and not s.is_refused
"""
_MARK = "update stage_person set is_phone_same = true where ctid = any(%s::tid[])"


def compare_phones(driver: "Driver[Any]") -> None:
    """Mark members whose telephone is the register's; what has no index is decrypted, so it is compared here.

    Writes: stage_person. Cost: 1 stream, and 1 statement for each 5,000 of them.
    """
    safe = vault()
    with driver.cursor(name="import_phones") as known, driver.cursor() as marking:
        known.execute(_PHONES)
        while rows := known.fetchmany(STREAMED):
            same = [tid for tid, new, old in rows if safe.decrypt(new) == safe.decrypt(old)]
            if same:
                marking.execute(_MARK, (same,))
