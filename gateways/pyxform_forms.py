"""Survey forms compiled with pyxform, the compiler that the ODK ecosystem shares; no Java, no network.

The workbook is looked at before it is read: what unpacks to more than any form holds never reaches the parser.
"""

import io
import zipfile

from foundation.errors import Invalid
from foundation.ports import CompiledForm
from foundation.wording import mark

LARGEST_WORKBOOK = 5 * 1024 * 1024
LARGEST_UNPACKED = 40 * 1024 * 1024
MOST_PARTS = 500
NO_WORKBOOK = mark("Choose an XLSX workbook with the sheets “survey”, “choices” and “settings”.")
TOO_LARGE = mark(
    "The workbook is larger than any form (5 MB, 40 MB unpacked). Remove pictures and empty formatted rows."
)
NOT_COMPILED = mark("The spreadsheet could not be made a form: %(problem)s")
LONGEST_PROBLEM = 600


class PyxformCompiler:
    """Compiles XLSForms."""

    def compile(self, workbook: bytes) -> CompiledForm:
        """Return the XForm of a workbook. Raises: Invalid with the row and the reason, as pyxform says them."""
        _look_at(workbook)
        # Two hundred modules that only publishing needs.
        from pyxform.errors import PyXFormError  # noqa: PLC0415
        from pyxform.xls2xform import convert  # noqa: PLC0415

        warnings: list[str] = []
        try:
            result = convert(workbook, warnings=warnings, file_type=".xlsx")
        except PyXFormError as error:
            raise _not_compiled(error) from error
        except Exception as error:  # a damaged workbook fails in the libraries below in many ways
            raise Invalid(NO_WORKBOOK) from error
        return CompiledForm(str(result.xform), tuple(str(warning).strip() for warning in warnings))


def _look_at(workbook: bytes) -> None:
    """Refuse what is no workbook, and what would unpack to far more than it says."""
    if len(workbook) > LARGEST_WORKBOOK:
        raise Invalid(TOO_LARGE)
    try:
        with zipfile.ZipFile(io.BytesIO(workbook)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError) as error:
        raise Invalid(NO_WORKBOOK) from error
    if not any(part.filename == "xl/workbook.xml" for part in parts):
        raise Invalid(NO_WORKBOOK)
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > LARGEST_UNPACKED:
        raise Invalid(TOO_LARGE)


def _not_compiled(error: Exception) -> Invalid:
    problem = " ".join(str(error).split())
    return Invalid(NOT_COMPILED, problem=problem[:LONGEST_PROBLEM])
