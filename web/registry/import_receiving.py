"""Files that a browser sends, on their way to the worker: recognised, encrypted, kept, and a run opened for them."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from werkzeug.datastructures import FileStorage

from foundation.actor import Actor
from foundation.ports import FileStore
from foundation.unit_of_work import Units
from registry.operations.imports.uploads import PART_BYTES, new_key, seal_file
from registry.operations.imports.working import receive_upload
from registry.queries.imports import find_twin
from registry.rules.imports.profile import Profile
from registry.rules.words_imports import OnDuplicate

SUFFIX = "part"


@dataclass(frozen=True, slots=True)
class Received:
    """The run of the files that were sent; `is_known`: it was there already, for exactly these files."""

    run_id: int
    is_known: bool


def receive(
    units: Units, actor: Actor, store: FileStore, profile: Profile, files: Sequence[FileStorage], rule: OnDuplicate
) -> Received:
    """Keep what was sent and open a run for it, unless the same files wait for a decision already.

    It opens its own units, never around the file store.
    """
    digests = [_digest(file) for file in files]
    with units.begin(actor, read_only=True) as unit:
        twin = find_twin(unit, profile.name, digests, rule)
        if twin is not None:
            return Received(twin.id, True)
    key = new_key()
    kept: list[str] = []

    def save(part: bytes) -> str:
        kept.append(store.save(part, suffix=SUFFIX))
        return kept[-1]

    try:
        sealed = [seal_file(plain_name(file), file.stream, key, save) for file in files]
        with units.begin(actor) as unit:
            return Received(receive_upload(unit, profile, sealed, key, on_duplicate=rule), False)
    except BaseException:
        for part_key in kept:
            store.delete(part_key)
        raise


def plain_name(file: FileStorage) -> str:
    """Return what people called a file, without the folders that some browsers send along."""
    return (file.filename or "").replace("\\", "/").rsplit("/", 1)[-1]


def _digest(file: FileStorage) -> str:
    digest = hashlib.sha256()
    while part := file.stream.read(PART_BYTES):
        digest.update(part)
    file.stream.seek(0)
    return digest.hexdigest()
