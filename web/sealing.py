"""Files that leave the platform with personal data: a ZIP that opens with a password alone (AES-256).

Source: WinZip AE-2, which the usual programs for archives open.
"""

import io
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import BinaryIO

import pyzipper
from flask import Response


def sealed_response(name: str, files: Mapping[str, bytes], password: str) -> Response:
    """Return the files by name as the download of one encrypted ZIP."""
    buffer = io.BytesIO()
    with _archive(buffer, password) as archive:
        for inside, content in files.items():
            archive.writestr(inside, content)
    return as_download(name, buffer.getvalue())


def seal_paths(target: Path | BinaryIO, paths: Iterable[Path], password: str) -> None:
    """Write files from the disk into one encrypted ZIP, piece by piece."""
    with _archive(target, password) as archive:
        for path in paths:
            archive.write(path, path.name)


def as_download(name: str, content: bytes) -> Response:
    """Return a ZIP as a download."""
    response = Response(content, mimetype="application/zip")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.zip"'
    return response


def _archive(target: Path | BinaryIO, password: str) -> pyzipper.AESZipFile:
    archive = pyzipper.AESZipFile(target, "w", compression=pyzipper.ZIP_DEFLATED, encryption=pyzipper.WZ_AES)
    archive.setpassword(password.encode())
    return archive
