"""The columns of a file of people, as other registers name them.

Source: docs/methods.md, Record linkage.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from registry.rules.imports.dates import read_date
from registry.rules.imports.issues import Remark
from registry.rules.imports.profile import DateForm
from registry.rules.imports.text import half_width, heading_key, tidy
from registry.rules.words import Sex

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "id": ("编号", "人员编号", "序号", "person_code"),
    "household": ("户编号", "户号", "家庭编号", "household_code"),
    "village": ("村代码", "行政村代码", "village_code"),
    "name": ("姓名", "名字"),
    "sex": ("性别", "gender"),
    "born_on": ("出生日期", "出生年月日", "生日", "birth_date", "date_of_birth"),
    "id_number": ("证件号码", "身份证号", "身份证号码", "公民身份号码"),
    "phone": ("联系电话", "电话", "手机", "手机号码", "telephone"),
}
"""What a file may say of people, by our own heading, with others that mean the same."""
NEEDED = ("name",)
ONE_OF = ("born_on", "id_number")
"""Without either, names alone would have to tell people apart."""
LONGEST = 120
_SEXES = {
    **dict.fromkeys(("female", "f", "女", "女性", "2"), Sex.FEMALE),
    **dict.fromkeys(("male", "m", "男", "男性", "1"), Sex.MALE),
}


class FilePerson(NamedTuple):
    """A row of a file: `row` counts as a spreadsheet does; what is empty or cannot be understood is None."""

    row: int
    key: str
    household: str | None
    village: str | None
    name: str | None
    sex: str | None
    born_on: date | None
    id_number: str | None
    phone: str | None


class UnreadCell(NamedTuple):
    """A cell that says something which nobody can read; the row is taken without it."""

    row: int
    column: str
    text: str


def find_columns(headings: Sequence[str]) -> dict[str, int]:
    """Return where each known column stands; the first of several counts."""
    wanted = {heading_key(alias): name for name, aliases in COLUMNS.items() for alias in (name, *aliases)}
    found: dict[str, int] = {}
    for place, heading in enumerate(headings):
        name = wanted.get(heading_key(heading))
        if name is not None:
            found.setdefault(name, place)
    return found


def missing_column(found: Mapping[str, int]) -> str | None:
    """Return the heading that a file lacks, None when it has what is needed."""
    lacking = [name for name in NEEDED if name not in found]
    if lacking:
        return lacking[0]
    return None if any(name in found for name in ONE_OF) else " / ".join(ONE_OF)


def read_person(
    row: Sequence[str], number: int, columns: Mapping[str, int], today: date
) -> tuple[FilePerson | None, list[UnreadCell]]:
    """Return the person of a row and the cells that could not be read; no person for a row without a name or number."""
    cells = {name: tidy(row[place])[:LONGEST] if place < len(row) else "" for name, place in columns.items()}
    unread: list[UnreadCell] = []
    if not cells["name"] and not cells.get("id_number"):
        return None, unread
    sex = _SEXES.get(half_width(cells.get("sex", "")).casefold())
    if sex is None and cells.get("sex"):
        unread.append(UnreadCell(number, "sex", cells["sex"]))
    born_on = _read_day(cells.get("born_on", ""), today)
    if born_on is None and cells.get("born_on"):
        unread.append(UnreadCell(number, "born_on", cells["born_on"]))
    person = FilePerson(
        number,
        cells.get("id") or str(number),
        cells.get("household") or None,
        cells.get("village") or None,
        cells["name"] or None,
        sex.value if sex else None,
        born_on,
        cells.get("id_number") or None,
        cells.get("phone") or None,
    )
    return person, unread


def _read_day(text: str, today: date) -> date | None:
    if not text:
        return None
    found = read_date(half_width(text), DateForm.DAY, today)
    return None if isinstance(found, Remark) else date.fromisoformat(found)
