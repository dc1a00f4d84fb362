"""Parquet files: the same rows as a CSV file, a row group at a time, and a clear word about one that is none."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from registry.operations.imports import ImportFile, commit_import, parquet_reading
from registry.operations.imports.parquet_reading import read_parquet
from tests.rooms.imports_kit import GOOD, HEADINGS, VILLAGE_A, ImportKit, issues_of, outcomes, params_of


@pytest.fixture
def kit(tmp_path):
    return ImportKit(tmp_path)


def parquet(kit, name, columns, **options):
    path = kit.folder / f"{name}.parquet"
    pq.write_table(pa.table(columns), path, **options)
    return ImportFile(path, path.name)


def as_parquet(kit, name):
    rows = [line.split(",") for line in GOOD[name]]
    columns = zip(*rows, strict=True)
    return parquet(kit, name, dict(zip(HEADINGS[name].split(","), map(list, columns), strict=True)))


def texts(file, *wanted):
    return [list(row) for chunk in read_parquet(file, frozenset(wanted)) for row in chunk.rows]


def test_parquet_files_give_what_the_csv_files_give(kit, unit):
    staged = kit.stage(unit, [as_parquet(kit, name) for name in GOOD])
    assert issues_of(unit, staged) == []
    assert outcomes(staged) == outcomes(kit.stage(unit, kit.good()))
    assert commit_import(unit, staged.run_id, allow_partial=False).written == 11


def test_values_of_every_type_that_a_cell_can_take_are_read(kit):
    file = parquet(
        kit,
        "a",
        {
            "text": pa.array(["x", None]),
            "large": pa.array(["y", ""], pa.large_string()),
            "coded": pa.array(["男", "女"]).dictionary_encode(),
            "whole": pa.array([7, None], pa.int16()),
            "float": pa.array([2.5, 3.0]),
            "decimal": pa.array([Decimal("1.50"), None]),
            "flag": pa.array([True, None]),
            "day": pa.array([date(2025, 1, 31), None]),
            "moment": pa.array([datetime(2025, 1, 31, tzinfo=UTC), datetime(2025, 1, 31, 8, 30, tzinfo=UTC)]),
            "nothing": pa.nulls(2),
        },
    )
    names = ("text", "large", "coded", "whole", "float", "decimal", "flag", "day", "moment", "nothing")
    assert texts(file, *names) == [
        list(names),
        ["x", "y", "男", "7", "2.5", "1.50", "true", "2025-01-31", "2025-01-31", ""],
        ["", "", "女", "", "3", "", "", "", "2025-01-31 08:30:00+00:00", ""],
    ]


def test_a_column_of_a_type_that_no_cell_can_take_is_told_and_others_are_read(kit, unit):
    columns = {
        "户编号": ["N1"],
        "村代码": [VILLAGE_A],
        "户类型": ["一般户"],
        "耕地面积(亩)": [{"mu": 3}],
        "别的": [[1]],
    }
    staged = kit.stage(unit, [parquet(kit, "households", columns)])
    assert ("column_type", "households.parquet", 1, "耕地面积(亩)") in issues_of(unit, staged)
    assert outcomes(staged)["household"] == {"new": 1}


def test_a_required_column_of_such_a_type_is_missing(kit, unit):
    columns = {"户编号": ["N1"], "村代码": [[VILLAGE_A]], "户类型": ["一般户"]}
    staged = kit.stage(unit, [parquet(kit, "households", columns)])
    assert {"column_type", "column_missing"} <= {issue[0] for issue in issues_of(unit, staged)}
    assert outcomes(staged) == {}


def test_row_numbers_count_the_headings_as_a_spreadsheet_does(kit, unit):
    columns = {"户编号": ["N1", "N2"], "村代码": [VILLAGE_A, "9"], "户类型": ["一般户"] * 2}
    staged = kit.stage(unit, [parquet(kit, "households", columns)])
    assert ("village_unknown", "households.parquet", 3, "村代码") in issues_of(unit, staged)


@pytest.mark.parametrize("content", [b"a,b\n1,2\n", b"PK\x03\x04", b"%PDF-1.7", b"\x00\x01"])
def test_a_file_that_is_parquet_by_its_name_only_is_told(kit, unit, content):
    staged = kit.stage(unit, [kit.raw("households.parquet", content)])
    assert {issue[0] for issue in issues_of(unit, staged)} <= {"name_misleads", "file_unreadable"}
    assert staged.errors == 1


@pytest.mark.parametrize(
    "content", [b"PAR1", b"PAR1 cut off", b"PAR1" + b"\x00" * 40 + b"PAR1", b"PAR1" + b"\xff" * 4000 + b"PAR1"]
)
def test_a_file_that_is_parquet_by_its_first_bytes_only_is_told(kit, unit, content):
    staged = kit.stage(unit, [kit.raw("households.parquet", content)])
    assert issues_of(unit, staged) == [("file_unreadable", "households.parquet", None, None)]


def test_a_file_damaged_in_the_middle_leaves_no_half_of_itself(kit, unit):
    count = 50_000
    columns = {
        "户编号": [f"N{number}" for number in range(count)],
        "村代码": [VILLAGE_A] * count,
        "户类型": ["一般户"] * count,
        "家庭住址": [f"第{number}号" for number in range(count)],
    }
    file = parquet(kit, "households", columns, row_group_size=10_000, use_dictionary=False, compression="zstd")
    content = bytearray(file.path.read_bytes())
    middle = len(content) * 3 // 4
    content[middle : middle + 2_000] = b"\x55" * 2_000
    file.path.write_bytes(content)
    staged = kit.stage(unit, [file])
    assert {issue[0] for issue in issues_of(unit, staged)} == {"file_unreadable"}
    assert staged.counts == {}


def test_a_column_that_would_fill_the_memory_is_not_unpacked(kit, unit, monkeypatch):
    monkeypatch.setattr(parquet_reading, "LARGEST_CHUNK", 1000)
    columns = {
        "户编号": ["N1"] * 500,
        "村代码": [str(number) * 40 for number in range(500)],
        "户类型": ["一般户"] * 500,
    }
    staged = kit.stage(unit, [parquet(kit, "households", columns)])
    assert [issue[0] for issue in issues_of(unit, staged)] == ["file_bloated"]


def test_only_the_columns_that_the_profile_reads_are_unpacked(kit):
    file = parquet(kit, "a", {"wanted": ["x"], "other": ["secret"]})
    assert texts(file, "wanted") == [["wanted", "other"], ["x", ""]]


def test_a_file_without_a_place_in_the_profile_is_told(kit, unit):
    staged = kit.stage(unit, [parquet(kit, "holiday", {"a": ["x"]})])
    assert [issue[0] for issue in issues_of(unit, staged)] == ["file_not_matched"]


def test_blank_rows_are_passed_over_and_counted(kit, unit):
    columns = {"户编号": ["N1", None, None], "村代码": [VILLAGE_A, None, ""], "户类型": ["一般户", None, None]}
    staged = kit.stage(unit, [parquet(kit, "households", columns)])
    assert params_of(unit, staged, "rows_blank") == [{"count": 2}]
