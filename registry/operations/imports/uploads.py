"""Files that were sent over the web, kept in encrypted parts until their run is decided.

Each run has a key of its own, which the register keeps encrypted. Once the run is decided the key is forgotten, and
with it whatever a file store or a backup may still hold.
"""

import base64
import hashlib
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from registry.operations.imports.row_chunks import ImportFile
from registry.rules.imports.errors import UploadLost

PART_BYTES = 4 << 20
NONCE_BYTES = 12
KEY_BYTES = 32
Save = Callable[[bytes], str]
Read = Callable[[str], bytes]


@dataclass(frozen=True, slots=True)
class SealedFile:
    """A file in its encrypted parts.

    Args:
        name: what people call it.
        size, sha256: of the plain content.
        keys: the file store's keys of its parts, in order.
    """

    name: str
    size: int
    sha256: str
    keys: tuple[str, ...]


def new_key() -> str:
    """Return a fresh key as text."""
    return base64.b64encode(os.urandom(KEY_BYTES)).decode()


def seal_file(name: str, stream: IO[bytes], key: str, save: Save) -> SealedFile:
    """Encrypt a file part by part and hand each part to `save`, in little memory whatever its size."""
    cipher = AESGCM(base64.b64decode(key))
    digest = hashlib.sha256()
    keys: list[str] = []
    size = 0
    while part := stream.read(PART_BYTES):
        digest.update(part)
        size += len(part)
        nonce = os.urandom(NONCE_BYTES)
        keys.append(save(nonce + cipher.encrypt(nonce, part, _place(len(keys)))))
    return SealedFile(ImportFile(Path(name), name).name, size, digest.hexdigest(), tuple(keys))


def open_file(keys: Sequence[str], key: str, read: Read, target: Path) -> None:
    """Decrypt a file's parts into `target`. Raises: UploadLost when one is missing or was changed."""
    cipher = AESGCM(base64.b64decode(key))
    with target.open("wb") as file:
        for number, part_key in enumerate(keys):
            part = read(part_key)
            try:
                file.write(cipher.decrypt(part[:NONCE_BYTES], part[NONCE_BYTES:], _place(number)))
            except InvalidTag as error:
                raise UploadLost() from error


def _place(number: int) -> bytes:
    """Bind a part to its place, so that parts cannot be put into another order."""
    return number.to_bytes(4, "big")
