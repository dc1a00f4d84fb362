"""Files that mean harm or went astray: refused by name, within bounds, or taken unharmed."""

import csv
import io
import json
import tracemalloc
import zipfile

import pytest
import xlsxwriter
from sqlalchemy import text

from registry.operations.imports import ImportFile, commit_import
from registry.operations.imports.archives import MOST_PARTS, check_archive
from registry.rules.imports.text import tidy, tidy_name
from tests.rooms.imports_kit import DATA, HEADINGS, VILLAGE_A, ImportKit, issues_of, outcomes, params_of

NAUGHTY = json.loads((DATA / "naughty_strings.json").read_text("utf-8"))
STRINGS = [one for texts in NAUGHTY.values() for one in texts]
SHEET = "xl/worksheets/sheet1.xml"
LOST = {"control_character", "broken_character", "formula", "too_long", "hidden_removed", "not_in_list"}


@pytest.fixture
def kit(tmp_path):
    return ImportKit(tmp_path)


def plain_workbook(path, rows):
    with xlsxwriter.Workbook(path, {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        sheet = book.add_worksheet("households")
        for number, row in enumerate([HEADINGS["households"].split(","), *rows]):
            for place, cell in enumerate(row):
                sheet.write_string(number, place, cell)
    return ImportFile(path, path.name)


def rewritten(path, target, **parts):
    """Copy a workbook with some of its parts replaced; a part may be an iterable of blocks."""
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as new:
        for name in old.namelist():
            content = parts.pop(name, None)
            with new.open(name, "w", force_zip64=True) as file:
                for block in [old.read(name)] if content is None else content:
                    file.write(block)
        for name, content in parts.items():
            with new.open(name, "w", force_zip64=True) as file:
                for block in content:
                    file.write(block)
    return ImportFile(target, target.name)


@pytest.fixture
def workbook(tmp_path):
    return plain_workbook(tmp_path / "plain.xlsx", [["N1", VILLAGE_A, "脱贫户", "3.5"]])


def codes(unit, staged):
    return [issue[0] for issue in issues_of(unit, staged)]


def test_a_workbook_that_would_unpack_to_gigabytes_is_not_opened(kit, unit, workbook, tmp_path):
    blanks = b" " * (1 << 20)
    bomb = rewritten(workbook.path, tmp_path / "bomb.xlsx", **{SHEET: (blanks for _ in range(300))})
    assert bomb.path.stat().st_size < 1 << 20
    staged = kit.stage(unit, [bomb])
    assert codes(unit, staged) == ["file_bloated"]
    assert params_of(unit, staged, "file_bloated")[0]["size"] == 300


def test_a_part_beside_the_sheets_may_be_no_bomb_either(kit, unit, workbook, tmp_path):
    blanks = b" " * (1 << 20)
    bomb = rewritten(workbook.path, tmp_path / "bomb.xlsx", **{"xl/media/image1.png": (blanks for _ in range(200))})
    assert codes(unit, kit.stage(unit, [bomb])) == ["file_bloated"]


def test_an_archive_of_countless_parts_is_not_even_listed(tmp_path):
    path = tmp_path / "many.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for number in range(MOST_PARTS + 1):
            archive.writestr(f"p{number}", b"")
    found = check_archive(path)
    assert (found.is_bloated, found.names) == (True, frozenset())


def test_a_part_that_is_longer_than_the_directory_says_is_refused(kit, unit, workbook, tmp_path):
    grown = rewritten(workbook.path, tmp_path / "lie.xlsx", **{"xl/sharedStrings.xml": [b"<sst>" + b"x" * 100_000]})
    content = bytearray(grown.path.read_bytes())
    size = (100_005).to_bytes(4, "little")
    place = content.find(size)
    while place >= 0:
        content[place : place + 4] = (50).to_bytes(4, "little")
        place = content.find(size, place + 1)
    grown.path.write_bytes(content)
    assert codes(unit, kit.stage(unit, [grown])) == ["file_unreadable"]


@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/sharedStrings.xml", SHEET])
def test_a_workbook_with_definitions_of_its_own_is_refused(kit, unit, workbook, tmp_path, part):
    with zipfile.ZipFile(workbook.path) as archive:
        xml = archive.read(part).decode()
    laugh = '<!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'
    head, _, rest = xml.partition("?>")
    bad = rewritten(workbook.path, tmp_path / "bad.xlsx", **{part: [f"{head}?>{laugh}{rest}".encode()]})
    assert codes(unit, kit.stage(unit, [bad])) == ["file_dangerous"]


@pytest.mark.slow
def test_a_million_formatted_blank_rows_are_passed_over(kit, unit, workbook, tmp_path):
    with zipfile.ZipFile(workbook.path) as archive:
        xml = archive.read(SHEET)
    start, end = xml.split(b"</sheetData>")
    blanks = (
        b"".join(b'<row r="%d" spans="1:4" s="1" customFormat="1"/>' % row for row in range(first, first + 10_000))
        for first in range(3, 1_000_003, 10_000)
    )
    large = rewritten(workbook.path, tmp_path / "large.xlsx", **{SHEET: [start, *blanks, b"</sheetData>", end]})
    staged = kit.stage(unit, [large])
    assert outcomes(staged)["household"] == {"new": 1}
    assert staged.blank_rows == 1_000_000


@pytest.mark.slow
def test_a_million_blank_lines_of_a_csv_file_are_passed_over_in_little_memory(kit, unit):
    rows = f"{HEADINGS['households']}\nN1,{VILLAGE_A},脱贫户,3.5\n".encode()
    file = kit.raw("households.csv", rows + b",,,\n" * 1_000_000)
    tracemalloc.start()
    staged = kit.stage(unit, [file])
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (outcomes(staged)["household"], staged.blank_rows) == ({"new": 1}, 1_000_000)
    assert peak < 60 << 20


def naughty_rows():
    for number, one in enumerate(STRINGS):
        yield {"code": f"Q{number}", "address": one, "language": one[:20], "note": one, "name": one, "tribe": one[:20]}


def naughty_csv(kit):
    tables = {
        "households": (HEADINGS["households"] + ",家庭住址,语言").split(","),
        "members": ["户编号", "人员编号", "姓名", "与户主关系", "性别", "出生日期", "民族"],
        "events": HEADINGS["events"].split(","),
    }
    files = []
    for name, headings in tables.items():
        buffer = io.StringIO()
        writer = csv.writer(buffer, quoting=csv.QUOTE_ALL)
        writer.writerow(headings)
        for row in naughty_rows():
            cells = {
                "households": (row["code"], VILLAGE_A, "一般户", "", row["address"], row["language"]),
                "members": (row["code"], "1", row["name"], "户主", "男", "1980-01-01", row["tribe"]),
                "events": (row["code"], "2025-01-01", "其他", "", row["note"]),
            }
            writer.writerow(cells[name])
        files.append(kit.raw(f"{name}.csv", buffer.getvalue().encode("utf-8")))
    return files


def test_every_naughty_string_comes_back_unharmed_or_is_told_by_row_and_column(kit, unit):
    staged = kit.stage(unit, naughty_csv(kit))
    told = {(file, row, column) for code, file, row, column in issues_of(unit, staged) if code in LOST}
    assert (
        not {code for code, *_ in issues_of(unit, staged)}
        - LOST
        - {
            "head_refused",
            "household_refused",
            "required",
            "head_missing",
        }
    )
    commit_import(unit, staged.run_id, allow_partial=True)
    kept = {
        row.code: row
        for row in unit.session.execute(
            text("""select h.code, h.address, h.language, p.name, p.ethnicity, e.note
                    from household h left join person p on p.household_id = h.id
                    left join life_event e on e.household_id = h.id where h.code like 'Q%'""")
        )
    }
    assert len(kept) > len(STRINGS) // 2
    for number, row in enumerate(naughty_rows(), start=2):
        if row["code"] not in kept:
            continue
        found = kept[row["code"]]
        for file, column, wanted, stored in (
            ("households.csv", "家庭住址", tidy(row["address"]), found.address),
            ("members.csv", "姓名", tidy_name(tidy(row["name"])), found.name),
            ("members.csv", "民族", tidy(row["tribe"]), found.ethnicity),
            ("events.csv", "说明", tidy(row["note"]), found.note),
        ):
            assert stored in (wanted, None, "") or (file, number, column) in told, (row, column)
            if stored in (None, ""):
                assert (file, number, column) in told or tidy(wanted).casefold() in (
                    "",
                    "-",
                    "--",
                    "/",
                    "n/a",
                    "null",
                    "无",
                ), (row, column)


def test_a_workbook_gives_the_same_strings_as_a_csv_file(kit, unit, tmp_path):
    strings = [one for one in STRINGS if one.isprintable()]
    path = tmp_path / "naughty.xlsx"
    with xlsxwriter.Workbook(
        path, {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    ) as book:
        sheet = book.add_worksheet("events")
        sheet.write_row(0, 0, HEADINGS["events"].split(","))
        for number, one in enumerate(strings, start=1):
            for place, cell in enumerate(
                ("A-001", f"2025-{number // 28 + 1:02d}-{number % 28 + 1:02d}", "其他", "", one)
            ):
                sheet.write_string(number, place, cell)
    staged = kit.stage(unit, [ImportFile(path, "naughty.xlsx")])
    refused = {row for code, _, row, column in issues_of(unit, staged) if column == "说明" and code != "hidden_removed"}
    commit_import(unit, staged.run_id, allow_partial=True)
    notes = unit.session.execute(text("select note from life_event order by happened_on")).scalars().all()
    wanted = [tidy(one) for number, one in enumerate(strings, start=2) if number not in refused]
    assert [note for note in notes if note] == [
        one for one in wanted if one.casefold() not in ("-", "--", "/", "n/a", "null", "")
    ]


@pytest.mark.parametrize(
    "name", ["../../x.csv", "a\x00b.csv", "\udc80.csv", "x" * 400 + ".csv", "<b>户</b>household.csv", "=cmd.csv"]
)
def test_a_files_name_does_no_harm(kit, unit, name):
    file = kit.csv("households", [f"N1,{VILLAGE_A},脱贫户,3.5"])
    staged = kit.stage(unit, [ImportFile(file.path, name)])
    assert staged.run_id


def test_a_sheet_may_be_called_anything(kit, unit, tmp_path):
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        for name in ("=cmd|x", "<b>household<b>", "户\u200b信息"):
            book.add_worksheet(name).write_row(0, 0, HEADINGS["households"].split(","))
    assert kit.stage(unit, [ImportFile(path, "a.xlsx")]).run_id
