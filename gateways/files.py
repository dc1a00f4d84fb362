"""Files in a folder, named by their content: the same content is kept once and never changes under its key."""

import hashlib
import os
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path

from foundation.errors import Invalid, NotFound
from foundation.wording import mark

KEY = re.compile(r"[0-9a-f]{64}(\.[a-z0-9]{1,10})?")
SUFFIX = re.compile(r"\.?[a-z0-9]{1,10}|")
BAD_SUFFIX = mark("“%(suffix)s” is not an ending that files are kept under.")


class FolderFiles:
    """Keeps files as `ab/cd/abcd….pdf` below one folder.

    Args:
        folder: made on the first save; must be on one file system, because files arrive by renaming.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def save(self, content: bytes, *, suffix: str) -> str:
        """Store and return the key, the content's SHA-256 with the suffix.

        Args:
            suffix: an ending such as `.pdf`, with or without the dot, or nothing.
        Raises: Invalid for another ending.
        """
        ending = suffix.lower()
        if not SUFFIX.fullmatch(ending):
            raise Invalid(BAD_SUFFIX, suffix=suffix)
        key = hashlib.sha256(content).hexdigest() + (f".{ending.lstrip('.')}" if ending else "")
        path = self.path(key)
        if not path.exists():
            write_whole(path, content)
        return key

    def read(self, key: str) -> bytes:
        """Return the content. Raises: NotFound."""
        try:
            return self.path(key).read_bytes()
        except FileNotFoundError as error:
            raise NotFound() from error

    def path(self, key: str) -> Path:
        """Return where the file is or would be. Raises: NotFound for what can be no key, such as `../secrets`."""
        if not KEY.fullmatch(key):
            raise NotFound()
        return self._folder / key[:2] / key[2:4] / key

    def keys(self) -> Iterator[str]:
        """Yield every key in order."""
        for path in sorted(self._folder.glob("??/??/*")):
            if KEY.fullmatch(path.name):
                yield path.name

    def delete(self, key: str) -> None:
        """Remove the file; nothing happens when there is none. Raises: NotFound for what can be no key."""
        self.path(key).unlink(missing_ok=True)


def write_whole(path: Path, content: bytes) -> None:
    """Write a file so that it is there whole or not at all, even when the power fails."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=".new-")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
