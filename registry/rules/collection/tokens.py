"""A device's token: made once, shown once, kept only as a hash."""

import base64
import hashlib
import hmac
import json
import re
import zlib
from collections.abc import Callable

TOKEN_BYTES = 20
DEVICE_NAME = re.compile(r"[a-z0-9][a-z0-9-]{1,38}[a-z0-9]", re.ASCII)
"""Plain letters: ODK Collect sends names in Latin-1."""


def make_token(random_bytes: Callable[[int], bytes]) -> str:
    """Return a new token of 160 random bits, in letters and digits that can be typed by hand."""
    return base64.b32encode(random_bytes(TOKEN_BYTES)).decode().lower()


def hash_token(token: str) -> str:
    """Return what is kept of a token. A plain hash is enough: 160 random bits cannot be guessed."""
    return hashlib.sha256(token.strip().lower().encode()).hexdigest()


def is_token(token: str, kept: str) -> bool:
    """Tell whether a token is the one whose hash is kept, in constant time."""
    return hmac.compare_digest(hash_token(token), kept)


def collect_settings(server_url: str, name: str, token: str, *, project: str, language: str) -> str:
    """Return the text of the QR code that sets ODK Collect up: JSON, zlib, base64.

    The device fetches exactly the forms that it may use, sends what is finished by itself, and does not keep what was
    sent longer than it takes to edit it. Source: docs/methods.md, Field collection (settings QR codes).
    """
    settings = {
        "general": {
            "server_url": server_url,
            "username": name,
            "password": token,
            "form_update_mode": "match_exactly",
            "autosend": "wifi_and_cellular",
            "image_size": "large",
            "app_language": language,
        },
        "admin": {"change_server": False},
        "project": {"name": project, "icon": project[:1], "color": "#1f6f6b"},
    }
    packed = zlib.compress(json.dumps(settings, ensure_ascii=False).encode(), 9)
    return base64.b64encode(packed).decode()
