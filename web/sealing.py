"""Files that leave the platform with personal data: a ZIP that opens with a password alone (AES-256).

Source: WinZip AE-2, which the usual programs for archives open.
"""

import io
from collections.abc import Mapping

import pyzipper
from flask import Response


def seal(files: Mapping[str, bytes], password: str) -> bytes:
    """Return an encrypted ZIP of the files by name."""
    buffer = io.BytesIO()
    with pyzipper.AESZipFile(buffer, "w", compression=pyzipper.ZIP_DEFLATED, encryption=pyzipper.WZ_AES) as archive:
        archive.setpassword(password.encode())
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def sealed_response(name: str, files: Mapping[str, bytes], password: str) -> Response:
    """Return the files as the download of one encrypted ZIP."""
    response = Response(seal(files, password), mimetype="application/zip")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.zip"'
    return response
