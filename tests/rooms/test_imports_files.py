"""Files as counties send them: encodings, delimiters, workbooks, and what is no table at all."""

import codecs
import zipfile
from datetime import date

import openpyxl
import pytest
import xlsxwriter

from registry.operations.imports import ImportFile
from registry.operations.imports.csv_reading import read_csv
from registry.operations.imports.workbook_reading import cell_text
from tests.rooms.imports_kit import DATA, GOOD, HEADINGS, VILLAGE_A, ImportKit, issues_of, outcomes, params_of

ROW = f"N1,{VILLAGE_A},脱贫户,3.5"


@pytest.fixture
def kit(tmp_path):
    return ImportKit(tmp_path)


def rows_of(file):
    chunks, encoding = read_csv(file)
    found = list(chunks)
    return [list(row) for chunk in found for row in chunk.rows], encoding, [i for chunk in found for i in chunk.issues]


@pytest.mark.parametrize(
    ("encode", "name"),
    [
        (lambda text: text.encode("utf-8"), "UTF-8"),
        (lambda text: text.encode("utf-8-sig"), "UTF-8"),
        (lambda text: text.encode("gb18030"), "GB18030"),
        (lambda text: codecs.BOM_UTF16_LE + text.encode("utf-16-le"), "UTF-16-LE"),
    ],
)
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_every_usual_encoding_and_line_end_gives_the_same_rows(kit, encode, name, line_end):
    file = kit.raw("a.csv", encode(line_end.join(["户编号,姓名", "A,张三", "B,李四", ""])))
    assert rows_of(file) == ([["户编号", "姓名"], ["A", "张三"], ["B", "李四"]], name, [])


@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
def test_the_delimiter_is_found(kit, delimiter):
    file = kit.raw("a.csv", f'a{delimiter}b{delimiter}c\n1{delimiter}"x,;|y\t"{delimiter}3\n'.encode())
    assert rows_of(file)[0][1] == ["1", "x,;|y\t", "3"]


def test_a_cell_may_hold_a_line_end_and_row_numbers_stay_those_of_the_spreadsheet(kit):
    rows, _, issues = rows_of(kit.raw("a.csv", b'a,b\n1,"two\nlines"\n2,"a ""quoted"" word"\n'))
    assert rows == [["a", "b"], ["1", "two\nlines"], ["2", 'a "quoted" word']]
    assert issues == []


@pytest.mark.parametrize("swallowed", [3, 50, 20_000])
def test_a_quotation_mark_that_is_never_closed_swallows_nothing_silently(kit, swallowed):
    lines = ["a,b", '1,"open', *[f"{n},x" for n in range(swallowed)]]
    rows, _, issues = rows_of(kit.raw("a.csv", "\n".join(lines).encode()))
    assert rows == [["a", "b"]]
    assert [(issue.code, issue.row) for issue in issues] == [("line_broken", 2)]


def test_a_line_without_an_end_is_refused_and_the_rows_before_it_read(kit):
    rows, _, issues = rows_of(kit.raw("a.csv", b"a,b\n1,2\n" + b"x" * 200_000 + b"\n3,4\n"))
    assert rows == [["a", "b"], ["1", "2"]]
    assert [(issue.code, issue.row) for issue in issues] == [("line_broken", 3)]
    assert rows_of(kit.raw("a.csv", b"x" * 40_000_000))[2][0].code == "line_broken"


def test_a_row_of_countless_cells_is_cut_and_refused(kit):
    (chunk,) = read_csv(kit.raw("a.csv", b"a,b\n" + b"," * 50_000 + b"\n1,2\n"))[0]
    assert [len(row) for row in chunk.rows] == [2, 1_000, 2]
    assert (chunk.spoilt, [issue.code for issue in chunk.issues]) == ({2}, ["cells_too_many"])


def test_a_line_in_the_other_encoding_is_read_and_told(kit):
    lines = [HEADINGS["members"].encode(), "A,1,张三".encode(), "A,2,李四平".encode("gb18030"), "A,3,王五".encode()]
    rows, encoding, issues = rows_of(kit.raw("a.csv", b"\n".join(lines)))
    assert encoding == "UTF-8"
    assert [row[2] for row in rows[1:]] == ["张三", "李四平", "王五"]
    assert [(i.code, i.row, i.params) for i in issues] == [("other_encoding", 3, {"found": "GB18030", "main": "UTF-8"})]


def test_a_utf_8_line_among_gb18030_lines_is_read_and_told(kit):
    lines = [line.encode("gb18030") for line in ("户编号,姓名", "A,张三丰", "A,欧阳修")] + ["A,买买提·阿不都".encode()]
    rows, encoding, issues = rows_of(kit.raw("a.csv", b"\n".join(lines)))
    assert encoding == "GB18030"
    assert [row[1] for row in rows[1:]] == ["张三丰", "欧阳修", "买买提·阿不都"]
    assert [(i.code, i.row) for i in issues] == [("other_encoding", 4)]


def test_common_surnames_in_gb18030_are_never_taken_for_utf_8(kit):
    names = [a + b for a in "王李张刘陈杨黄赵周吴徐孙联移" for b in ("伟", "通", "动", "建国", "桂英", "摹", "缘缘")]
    rows, _, issues = rows_of(
        kit.raw("a.csv", "\n".join(["姓名,户编号", *(f"{n},A" for n in names)]).encode("gb18030"))
    )
    assert [row[0] for row in rows[1:]] == names
    assert issues == []


def test_a_line_in_no_encoding_is_refused_with_its_row(kit, unit):
    good = "\n".join([HEADINGS["households"], ROW]).encode()
    staged = kit.stage(unit, [kit.raw("households.csv", good + b"\nN2,\xff\xfe\x81,x\xff,1\n")])
    assert ("undecodable", "households.csv", 3, None) in issues_of(unit, staged)
    assert outcomes(staged)["household"] == {"new": 1, "refused": 1}


def test_the_shipped_sample_in_gb18030_is_read(kit, unit):
    path = DATA / "households_gb18030.csv"
    staged = kit.stage(unit, [ImportFile(path, "农户信息.csv")])
    assert outcomes(staged) == {"household": {"new": 2}}
    assert {code for code, *_ in issues_of(unit, staged)} == {"head_missing"}


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("a.csv", b"%PDF-1.7 ...", "PDF"),
        ("a.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old", "XLS"),
        ("a.csv", b"\x89PNG\r\n\x1a\n", "PNG"),
        ("a.xls", b"<html><table><tr><td>x", "HTML"),
        ("a.csv", b"a,b\n\x00\x01\x02", "binary"),
    ],
)
def test_a_wrong_file_type_is_told_by_content_and_not_by_name(kit, unit, name, content, kind):
    staged = kit.stage(unit, [kit.raw(name, content)])
    assert issues_of(unit, staged) == [("wrong_file_type", name, None, None)]
    assert params_of(unit, staged, "wrong_file_type") == [{"file": name, "kind": kind}]
    assert staged.counts == {}


def test_an_archive_that_is_no_workbook_and_a_damaged_one_are_told(kit, unit, tmp_path):
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as archive:
        archive.writestr("word/document.xml", "<x/>")
    files = [ImportFile(tmp_path / "a.xlsx", "a.xlsx"), kit.raw("b.xlsx", b"PK\x03\x04 cut off")]
    assert issues_of(unit, kit.stage(unit, files)) == [
        ("wrong_file_type", "a.xlsx", None, None),
        ("file_unreadable", "b.xlsx", None, None),
    ]


@pytest.mark.parametrize("content", [b"", b"\xef\xbb\xbf", b"  \n\n", b",,,\n,,,\n"])
def test_an_empty_file_is_told(kit, unit, content):
    assert issues_of(unit, kit.stage(unit, [kit.raw("households.csv", content)])) == [
        ("file_empty", "households.csv", None, None)
    ]


def test_a_file_that_the_profile_has_no_place_for_is_told(kit, unit):
    staged = kit.stage(unit, [kit.raw("holiday.csv", b"a,b\n1,2\n")])
    assert issues_of(unit, staged) == [("file_not_matched", "holiday.csv", None, None)]


def test_headings_alone_are_told(kit, unit):
    assert issues_of(unit, kit.stage(unit, [kit.csv("households", [])])) == [("no_rows", "households.csv", None, None)]


def test_blank_rows_are_passed_over_counted_and_the_first_one_named(kit, unit):
    staged = kit.stage(unit, [kit.csv("households", [",,,", ROW, " ,\u3000,,\u200b", ""])])
    assert ("rows_blank", "households.csv", 2, None) in issues_of(unit, staged)
    assert params_of(unit, staged, "rows_blank") == [{"count": 3}]
    assert staged.blank_rows == 3
    assert outcomes(staged)["household"] == {"new": 1}


def test_a_workbook_with_a_title_dates_and_numbers_is_read_like_the_csv_files(kit, unit, tmp_path):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "农户信息"
    sheet.append(["试验县防返贫监测表"])
    sheet.append([*HEADINGS["households"].split(","), "入户日期"])
    sheet.append(["N1", int(VILLAGE_A), "脱贫户", 3.5, date(2025, 3, 1)])
    people = book.create_sheet("家庭成员")
    people.append(HEADINGS["members"].split(","))
    people.append(["N1", 1, "张三", "户主", "女", date(1949, 12, 31), "11010519491231002X", 13800000001])
    book.create_sheet("备注").append(["nothing to import"])
    book.save(tmp_path / "county.xlsx")
    staged = kit.stage(unit, [ImportFile(tmp_path / "county.xlsx", "county.xlsx")])
    assert outcomes(staged) == {"household": {"new": 1}, "person": {"new": 1}}
    assert issues_of(unit, staged) == [("sheet_not_read", "county.xlsx", None, None)]


def workbook(path, rows, formulas=(), hidden=False):
    book = xlsxwriter.Workbook(path, {"strings_to_formulas": False})
    sheet = book.add_worksheet("households")
    for number, row in enumerate([HEADINGS["households"].split(","), *rows]):
        sheet.write_row(number, 0, row)
    for row, column, formula in formulas:
        sheet.write_formula(row, column, formula, None, 3)
    if hidden:
        book.add_worksheet("members").hide()
    return book, sheet


def test_a_formula_in_a_workbook_is_refused_with_its_row_and_column(kit, unit, tmp_path):
    path = tmp_path / "a.xlsx"
    workbook(path, [["N1", VILLAGE_A, "脱贫户", ""]], [(1, 3, "=SUM(1,2)")])[0].close()
    staged = kit.stage(unit, [ImportFile(path, "a.xlsx")])
    assert ("formula", "a.xlsx", 2, "耕地面积(亩)") in issues_of(unit, staged)
    assert outcomes(staged)["household"] == {"refused": 1}


def test_a_formula_that_a_program_never_computed_is_not_taken_for_an_empty_cell(kit, unit, tmp_path):
    book = openpyxl.Workbook()
    book.active.title = "households"
    book.active.append(HEADINGS["households"].split(","))
    book.active.append(["N1", VILLAGE_A, "脱贫户", "=1+2"])
    book.save(tmp_path / "a.xlsx")
    staged = kit.stage(unit, [ImportFile(tmp_path / "a.xlsx", "a.xlsx")])
    assert ("formula", "a.xlsx", 2, "耕地面积(亩)") in issues_of(unit, staged)


def test_text_that_looks_like_a_formula_is_refused_in_a_csv_file(kit, unit):
    staged = kit.stage(
        unit, [kit.csv("households", [f"=cmd|'/C calc'!A0,{VILLAGE_A},脱贫户,", f"N2,{VILLAGE_A},＝1+1,"])]
    )
    assert [issue for issue in issues_of(unit, staged) if issue[0] == "formula"] == [
        ("formula", "households.csv", 2, "户编号"),
        ("formula", "households.csv", 3, "户类型"),
    ]


def test_formatted_blank_rows_end_and_are_counted(kit, unit, tmp_path):
    path = tmp_path / "a.xlsx"
    book, sheet = workbook(path, [["N1", VILLAGE_A, "脱贫户", 3.5]])
    bold = book.add_format({"bold": True})
    for row in range(2, 30_000):
        sheet.write_blank(row, 0, None, bold)
    book.close()
    staged = kit.stage(unit, [ImportFile(path, "a.xlsx")])
    assert params_of(unit, staged, "rows_blank") == [{"count": 29_998}]
    assert ("rows_blank", "a.xlsx", 3, None) in issues_of(unit, staged)


def test_one_stray_cell_far_away_does_not_fill_the_memory(kit, unit, tmp_path):
    path = tmp_path / "a.xlsx"
    book, sheet = workbook(path, [["N1", VILLAGE_A, "脱贫户", 3.5]])
    sheet.write(1_048_575, 16_383, "x")
    book.close()
    assert issues_of(unit, kit.stage(unit, [ImportFile(path, "a.xlsx")])) == [("sheet_too_large", "a.xlsx", None, None)]


def test_a_hidden_sheet_is_not_read(kit, unit, tmp_path):
    path = tmp_path / "a.xlsx"
    workbook(path, [["N1", VILLAGE_A, "脱贫户", 3.5]], hidden=True)[0].close()
    assert ("sheet_not_read", "a.xlsx", None, None) in issues_of(unit, kit.stage(unit, [ImportFile(path, "a.xlsx")]))


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (3.0, "3"),
        (3.25, "3.25"),
        (0.1 + 0.2, "0.3"),
        (0.00001, "0.00001"),
        (True, "true"),
        (date(2024, 1, 31), "2024-01-31"),
        (1.1010519491231e17, "1.10105194912310E+17"),
    ],
)
def test_a_workbooks_cell_reads_as_a_person_would_have_typed_it(cell, text):
    assert cell_text(cell) == text


def test_the_rows_of_all_files_are_counted(kit, unit):
    staged = kit.stage(unit, kit.good())
    assert staged.rows == sum(map(len, GOOD.values()))
    assert staged.is_clean
