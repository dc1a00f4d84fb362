"""Files of people from other registers: every way of writing them, and what is refused."""

from datetime import date
from pathlib import Path

import pyarrow
import pyarrow.parquet
import pytest
import xlsxwriter

from registry.operations.imports.row_chunks import ImportFile
from registry.operations.linkage.people_files import PeopleFile, read_people_file
from registry.rules.linkage.errors import PeopleFileEmpty, PeopleFileLacks, PeopleFileRepeats, PeopleFileUnreadable
from tests.builders.world import TODAY

HEADINGS = ("id", "household", "village", "name", "sex", "born_on", "id_number", "phone")
CHINESE = ("编号", "户编号", "村代码", "姓名", "性别", "出生日期", "身份证号", "联系电话")
ROW = ("P1", "F1", "360121100201", "王伟", "男", "1985-03-12", "360121198503120019", "13812345678")


def read(path: Path) -> PeopleFile:
    return read_people_file(ImportFile(path, path.name), TODAY)


def write_csv(folder: Path, rows: list[tuple[str, ...]], encoding: str = "utf-8", name: str = "people.csv") -> Path:
    path = folder / name
    path.write_text("\n".join(",".join(row) for row in rows), encoding=encoding)
    return path


def write_xlsx(folder: Path, rows: list[tuple[str, ...]]) -> Path:
    path = folder / "people.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("people")
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return path


def write_parquet(folder: Path, rows: list[tuple[str, ...]]) -> Path:
    path = folder / "people.parquet"
    columns = dict(zip(rows[0], map(list, zip(*rows[1:], strict=True)), strict=True))
    columns["born_on"] = [date.fromisoformat(text) for text in columns["born_on"]]  # type: ignore[misc]
    pyarrow.parquet.write_table(pyarrow.table(columns), path)
    return path


@pytest.mark.parametrize("headings", [HEADINGS, CHINESE, tuple(name.upper() for name in HEADINGS)])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_csv_file_is_read_in_either_language_and_encoding(tmp_path: Path, headings: tuple[str, ...], encoding: str):
    (person,) = read(write_csv(tmp_path, [headings, ROW], encoding)).people
    assert person == (2, "P1", "F1", "360121100201", "王伟", "male", date(1985, 3, 12), ROW[6], ROW[7])


@pytest.mark.parametrize("write", [write_xlsx, write_parquet])
def test_workbooks_and_parquet_files_say_the_same(tmp_path: Path, write):
    (person,) = read(write(tmp_path, [HEADINGS, ROW])).people
    assert person == (2, "P1", "F1", "360121100201", "王伟", "male", date(1985, 3, 12), ROW[6], ROW[7])


def test_rows_without_an_id_are_called_by_their_number_and_what_is_missing_is_not_known(tmp_path: Path):
    found = read(write_csv(tmp_path, [("name", "born_on"), ("王伟", "1985/3/12"), ("李芳", ""), ("", "")]))
    assert [(one.key, one.name, one.born_on, one.household) for one in found.people] == [
        ("2", "王伟", date(1985, 3, 12), None),
        ("3", "李芳", None, None),
    ]


def test_a_cell_that_nobody_can_read_is_told_and_its_row_is_taken(tmp_path: Path):
    rows = [
        ("name", "sex", "born_on"),
        ("王伟", "?", "1985-13-45"),
        ("李芳", "女", "2999-01-01"),
        ("何大头", "1", "五月"),
    ]
    found = read(write_csv(tmp_path, rows))
    assert len(found.people) == 3
    assert [(cell.row, cell.column) for cell in found.unread] == [
        (2, "sex"),
        (2, "born_on"),
        (3, "born_on"),
        (4, "born_on"),
    ]
    assert found.unread_count == 4


def test_households_are_kept_together_and_those_without_one_live_alone(tmp_path: Path):
    people = [("甲", "F2"), ("乙", ""), ("丙", "F2"), ("丁", "")]
    rows = [("name", "household", "born_on"), *((name, home, "1985-03-12") for name, home in people)]
    file = read(write_csv(tmp_path, rows))
    right = [(record.key, record.household) for record in file.records(is_left=False)]
    assert right == [(1, -1), (3, -1), (2, -2), (4, -3)]
    assert [record.household for record in file.records(is_left=True)] == [1, 1, 2, 3]


@pytest.mark.parametrize(
    ("rows", "error", "params"),
    [
        ([("id", "born_on"), ("P1", "1985-03-12")], PeopleFileLacks, {"column": "name"}),
        ([("id", "name"), ("P1", "王伟")], PeopleFileLacks, {"column": "born_on / id_number"}),
        ([HEADINGS], PeopleFileEmpty, {}),
        ([HEADINGS, ROW, ROW], PeopleFileRepeats, {"row": 3, "key": "P1", "first": 2}),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_with_what_is_wrong(
    tmp_path: Path, rows, error, params: dict[str, object]
):
    with pytest.raises(error) as caught:
        read(write_csv(tmp_path, rows))
    assert {name: caught.value.params[name] for name in params} == params


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("empty.csv", b""),
        ("picture.png", b"\x89PNG\r\n\x1a\n" + b"\x00" * 100),
        ("cut.xlsx", b"PK\x03\x04half"),
        ("cut.parquet", b"PAR1half"),
    ],
)
def test_what_is_no_table_is_refused(tmp_path: Path, name: str, content: bytes):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises((PeopleFileUnreadable, PeopleFileEmpty, PeopleFileLacks)):
        read(path)


def test_formulas_and_endless_texts_are_only_texts(tmp_path: Path):
    rows = [
        ("name", "born_on", "id_number"),
        ("=cmd|' /C calc'!A0", "1985-03-12", "x" * 10_000),
        ("王" * 5_000, "", "1"),
    ]
    found = read(write_csv(tmp_path, rows))
    assert all(len(person.name or "") <= 120 for person in found.people)
