"""What an OpenRosa server says: the list of forms, a form's files, the answer to a submission.

Source: docs/methods.md, Field collection (OpenRosa form list, manifest and form submission).
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from xml.sax.saxutils import escape

VERSION = "1.0"
LARGEST_REQUEST = 50 * 1024 * 1024
"""Bytes of one request; ODK Collect splits what is larger into several."""
HEADER = "<?xml version='1.0' encoding='UTF-8'?>\n"


@dataclass(frozen=True, slots=True)
class ListedForm:
    """A form that a device may get; addresses are whole ones."""

    form_id: str
    name: str
    version: str
    md5: str
    download_url: str
    manifest_url: str


@dataclass(frozen=True, slots=True)
class ListedFile:
    """A file that a form needs."""

    name: str
    md5: str
    download_url: str


def md5(content: bytes) -> str:
    """Return the MD5 sum that OpenRosa asks for: it tells a change, it secures nothing."""
    return hashlib.md5(content, usedforsecurity=False).hexdigest()


def form_list(forms: Iterable[ListedForm]) -> str:
    """Return the form list."""
    parts = [
        "<xform>"
        f"<formID>{escape(form.form_id)}</formID><name>{escape(form.name)}</name>"
        f"<version>{escape(form.version)}</version><hash>md5:{form.md5}</hash>"
        f"<downloadUrl>{escape(form.download_url)}</downloadUrl>"
        + (f"<manifestUrl>{escape(form.manifest_url)}</manifestUrl>" if form.manifest_url else "")
        + "</xform>"
        for form in forms
    ]
    return f'{HEADER}<xforms xmlns="http://openrosa.org/xforms/xformsList">{"".join(parts)}</xforms>'


def manifest(files: Iterable[ListedFile]) -> str:
    """Return the list of a form's files."""
    parts = [
        f"<mediaFile><filename>{escape(file.name)}</filename><hash>md5:{file.md5}</hash>"
        f"<downloadUrl>{escape(file.download_url)}</downloadUrl></mediaFile>"
        for file in files
    ]
    return f'{HEADER}<manifest xmlns="http://openrosa.org/xforms/xformsManifest">{"".join(parts)}</manifest>'


def answer(message: str, *, is_error: bool = False) -> str:
    """Return the answer to a submission, or to anything that went wrong."""
    nature = "error" if is_error else "submit_success"
    return (
        f'{HEADER}<OpenRosaResponse xmlns="http://openrosa.org/http/response">'
        f'<message nature="{nature}">{escape(message)}</message></OpenRosaResponse>'
    )
