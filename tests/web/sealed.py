"""Lists that leave sealed."""

import io

import pyzipper

from tests.web.lint import LintClient

PASSWORD = "a password of the tests"
ASKED = {"reason": "the yearly report", "password": PASSWORD, "again": PASSWORD}


def sealed_lines(client: LintClient, url: str) -> list[str]:
    """Ask for the file of a list, open it with its password and return its lines."""
    answer = client.post(url, ASKED, status=200)
    assert answer.mimetype == "application/zip"
    with pyzipper.AESZipFile(io.BytesIO(answer.data)) as archive:
        archive.setpassword(PASSWORD.encode())
        (name,) = archive.namelist()
        return archive.read(name).decode("utf-8-sig").strip().splitlines()
