"""Encryption at rest: AES-GCM for what must be read back, a keyed hash for what must be found again.

The keys arrive once, at the door (`config.py` → `install_keys`), because column types have no other way to them.
"""

import base64
import hashlib
import hmac
import os
from dataclasses import dataclass

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

NONCE_BYTES = 12
VERSION = b"\x01"


@dataclass(frozen=True)
class VaultKeys:
    """A 32-byte encryption key and an independent 32-byte index key."""

    encryption: bytes
    index: bytes

    @classmethod
    def from_secret(cls, secret: str) -> "VaultKeys":
        """Derive both keys from one secret of at least 32 characters.

        Raises: ValueError when the secret is shorter.
        """
        if len(secret) < 32:
            raise ValueError("the encryption secret needs at least 32 characters")
        root = secret.encode()
        return cls(
            hmac.digest(root, b"holdfast encryption", hashlib.sha256),
            hmac.digest(root, b"holdfast blind index", hashlib.sha256),
        )


class Vault:
    """Encrypts, decrypts and indexes short texts."""

    def __init__(self, keys: VaultKeys) -> None:
        self._cipher = AESGCM(keys.encryption)
        self._index_key = keys.index

    def encrypt(self, text: str) -> bytes:
        nonce = os.urandom(NONCE_BYTES)
        return VERSION + nonce + self._cipher.encrypt(nonce, text.encode(), VERSION)

    def decrypt(self, sealed: bytes) -> str:
        nonce, body = sealed[1 : 1 + NONCE_BYTES], sealed[1 + NONCE_BYTES :]
        return self._cipher.decrypt(nonce, body, sealed[:1]).decode()

    def blind_index(self, text: str) -> str:
        """Return a 22-character keyed hash: equal texts, equal index; useless without the key."""
        digest = hmac.digest(self._index_key, text.encode(), hashlib.sha256)[:16]
        return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


_installed: list[Vault] = []


def install_keys(keys: VaultKeys) -> None:
    """Set the process's keys; called once when the application or a test session starts."""
    _installed[:] = [Vault(keys)]


def vault() -> Vault:
    """Return the installed vault.

    Raises: RuntimeError when no keys were installed.
    """
    if not _installed:
        raise RuntimeError("no encryption keys installed: call foundation.vault.install_keys first")
    return _installed[0]
