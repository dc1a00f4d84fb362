"""`holdfast stats` over files: measures in lines and in JSON, wrong cells by their place, without any database."""

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter
from click.testing import CliRunner, Result

from monitoring.measures import FOLDER
from tests.rules.test_measures_known import LACKED, SIXTEEN, SIZES, TEN
from tests.web.command_line import Run, answer
from web.commands import cli


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command where no database can be reached: a file is measured without one."""
    monkeypatch.setenv("DATABASE_URL", "postgresql://nobody@127.0.0.1:1/nothing")

    def invoke(*words: str, code: int = 0, **options: object) -> Result:
        result = CliRunner().invoke(cli, words, **options)  # type: ignore[arg-type]
        assert result.exit_code == code, result.output + repr(result.exception)
        return result

    return invoke


def write(folder: Path, name: str, *rows: str, encoding: str = "utf-8") -> str:
    path = folder / name
    path.write_text("\n".join(rows) + "\n", encoding=encoding)
    return str(path)


@pytest.fixture
def incomes(tmp_path: Path) -> str:
    return write(tmp_path, "incomes.csv", "income", *map(str, TEN))


def figures(said: dict) -> dict:
    return said["figures"]


def test_poverty_of_a_file(run: Run, incomes: str):
    said = answer(run("stats", "fgt", "--line", "6000", incomes, "--json"))
    found = figures(said)
    assert [found[key] for key in ("headcount", "gap", "severity", "poor")] == pytest.approx(
        [0.4, 0.0933333, 0.0336111, 4], abs=1e-6
    )
    assert (said["measure"], said["source"], said["counted"]) == ("fgt", "incomes.csv", "households")
    assert (said["households"], said["left_out"]) == (10, 0)


def test_inequality_and_fifths_of_a_file(run: Run, incomes: str):
    found = figures(answer(run("stats", "gini", incomes, "--json")))
    assert found["gini"] == pytest.approx(0.3105384, abs=1e-7)
    assert found["sample_form"] == pytest.approx(0.3105384 * 10 / 9, abs=1e-7)
    found = figures(answer(run("stats", "quintile-ratio", incomes, "--json")))
    assert found["ratio_20_20"] == pytest.approx(35_000 / 7300)


def test_weights_and_sizes_say_what_is_counted(run: Run, tmp_path: Path):
    file = write(tmp_path, "w.csv", "income,size,weight", "100,2,3", "300,4,1")
    people = answer(run("stats", "fgt", "--line", "200", "--weights", "weight", file, "--json"))
    homes = answer(run("stats", "fgt", "--line", "200", "--weights", "weight", "--per", "households", file, "--json"))
    plain = answer(run("stats", "fgt", "--line", "200", "--per", "households", file, "--json"))
    assert (people["counted"], people["total"], figures(people)["headcount"]) == ("people", 10, 0.6)
    assert (homes["counted"], homes["total"], figures(homes)["headcount"]) == ("households", 4, 0.75)
    assert figures(plain)["headcount"] == 0.5


def test_groups_of_a_file(run: Run, tmp_path: Path):
    file = write(
        tmp_path, "g.csv", "income,village", "100,甲村", "100,甲村", "300,乙村", "100,", "300,乙村", encoding="gb18030"
    )
    said = answer(run("stats", "fgt", "--line", "200", "--by", "village", file, "--json"))
    rows = {row["group"]: row for row in said["groups"]}
    assert list(rows) == ["乙村", "甲村", "not known"]
    assert [rows[name]["figures"]["headcount"] for name in rows] == [0, 1, 1]
    assert sum(row["share"] * row["figures"]["headcount"] for row in rows.values()) == pytest.approx(0.6)
    assert sum(row["contribution"] for row in rows.values()) == pytest.approx(1)
    lines = run("stats", "fgt", "--line", "200", "--by", "village", file).stdout
    assert "甲村" in lines
    assert "100.00 %" in lines


def index_file(folder: Path, **renamed: str) -> str:
    names = [renamed.get(name, name) for name in LACKED]
    rows = [
        ",".join(map(str, (size, *row))) for size, row in zip(SIZES, zip(*LACKED.values(), strict=True), strict=True)
    ]
    return write(folder, "mpi.csv", ",".join(["size", *names]), *rows)


def test_the_index_of_a_file(run: Run, tmp_path: Path):
    said = answer(run("stats", "mpi", index_file(tmp_path, cooking_fuel="fuel", drinking_water="water"), "--json"))
    found = figures(said)
    assert [found[key] for key in ("h", "a", "m0", "severe", "vulnerable")] == pytest.approx(
        [0.8, 0.5625, 0.45, 0.55, 0.2]
    )
    assert found["dimension:health"] == pytest.approx(0.296296, abs=1e-6)
    assert found["censored:child_mortality"] == pytest.approx(0.55)


def test_the_cut_off_the_columns_and_the_indicators_can_be_chosen(run: Run, tmp_path: Path):
    file = index_file(tmp_path, nutrition="thin")
    half = answer(run("stats", "mpi", "--k", "1/2", "--column", "nutrition=thin", file, "--json"))
    assert figures(half)["h"] == 0.55
    without = answer(run("stats", "mpi", "--without", "nutrition", file, "--json"))
    assert figures(without)["censored:child_mortality"] == pytest.approx(0.75)
    run("stats", "mpi", file, code=3)
    run("stats", "mpi", "--k", "0", file, code=2)
    run("stats", "mpi", "--k", "third", file, code=2)
    run("stats", "mpi", "--column", "thin", file, code=2)
    run("stats", "mpi", "--without", "luck", file, code=3)


def test_an_index_of_one_s_own(run: Run, tmp_path: Path):
    text = (FOLDER / "mpi_global.toml").read_text(encoding="utf-8")
    own = tmp_path / "own.toml"
    own.write_text(text.replace('cutoff = "1/3"', 'cutoff = "1/2"'), encoding="utf-8")
    assert figures(answer(run("stats", "mpi", "--index", str(own), index_file(tmp_path), "--json")))["h"] == 0.55
    own.write_text(text.replace('"1/18"', '"1/9"'), encoding="utf-8")
    assert "add up to" in run("stats", "mpi", "--index", str(own), index_file(tmp_path), code=2).stderr
    run("stats", "mpi", "--index", "lunar", index_file(tmp_path), code=2)


def test_vulnerability_of_a_file(run: Run, tmp_path: Path):
    rows = [",".join(map(str, (f"h{place}", *row))) for place, row in enumerate(SIXTEEN.tolist())]
    file = write(tmp_path, "v.csv", "household,dependency,schooling,consumption,remark", *(f"{row},x" for row in rows))
    said = answer(run("stats", "vep", "--line", "5000", file, "--json"))
    found = figures(said)
    assert (found["vulnerable"], found["mean"]) == pytest.approx((0.1875, 0.183980), abs=1e-4)
    assert found["coefficient:dependency"] == pytest.approx(-0.823121, abs=1e-4)
    assert "h3" not in str(said)
    assert any("says nothing about any one family" in note for note in said["notes"])
    chosen = figures(answer(run("stats", "vep", "--line", "5000", "--explain", "schooling", file, "--json")))
    assert "coefficient:dependency" not in chosen
    grouped = answer(
        run("stats", "vep", "--line", "5000", "--by", "schooling", "--explain", "dependency", file, "--json")
    )
    parts = [(row["share"], row["figures"]["vulnerable"]) for row in grouped["groups"]]
    assert sum(share * part for share, part in parts) == pytest.approx(figures(grouped)["vulnerable"])


def test_health_costs_of_a_file(run: Run, tmp_path: Path):
    rows = ("30000,15000,4000,4", "30000,9000,9000,4", "12000,8000,1500,2", "20000,4000,3000,3")
    file = write(tmp_path, "c.csv", "exp,food,oop,size", *rows)
    said = answer(run("stats", "che", "--line", "3500", "--per", "households", file, "--json"))
    assert [figures(said)[key] for key in ("over_10", "over_25", "over_capacity", "food_line")] == [1, 0.25, 0.25, 3500]
    found = answer(run("stats", "che", file, "--json"))
    assert found["counted"] == "people"
    assert any("middle of the food shares" in note for note in found["notes"])


def test_the_ratios_of_a_file(run: Run, tmp_path: Path):
    file = write(
        tmp_path,
        "r.csv",
        "young,working,old,food,total,health,income",
        "3,4,1,14400,36000,500,10000",
        "2,0,1,10,100,6000,10000",
    )
    assert figures(answer(run("stats", "dependency", file, "--json")))["ratio"] == 175
    assert figures(answer(run("stats", "engel", file, "--json")))["band:fairly_comfortable"] == 0.5
    assert figures(answer(run("stats", "rigid-spending", file, "--json")))["over_half"] == 0.5
    nobody = write(tmp_path, "n.csv", "young,working,old", "2,0,1")
    said = answer(run("stats", "dependency", nobody, "--json"))
    assert figures(said)["ratio"] is None
    assert any(note.startswith("No worker") for note in said["notes"])


def test_the_scorecard_of_a_file(run: Run, tmp_path: Path):
    scores = write(tmp_path, "s.csv", "score", "0", "100", "n/a")
    said = answer(run("stats", "ppi", scores, "--json"))
    assert figures(said)["rate"] == pytest.approx(0.431)
    assert said["left_out"] == 1
    assert any("invented" in note for note in said["notes"])
    questions = "members,attending,schooling,wage,fuel,toilet,walls,refrigerator,washing,vehicle"
    poorest, richest = (
        "seven_or_more,no,none,no,wood,none,earth,no,no,no",
        "one_or_two,yes,junior,more,clean,flush,brick,yes,yes,car",
    )
    answers = write(tmp_path, "a.csv", questions, poorest, richest, poorest.replace("wood", ""))
    said = answer(run("stats", "ppi", answers, "--json"))
    assert figures(said)["rate"] == pytest.approx(0.431)
    assert said["left_out"] == 1
    wrong = answer(
        run("stats", "ppi", write(tmp_path, "w.csv", questions, poorest.replace("wood", "sun")), "--json", code=3)
    )
    assert "row 2, column “fuel”: “sun” is no answer; there are clean, coal, wood." in str(wrong["error"])
    wrong = answer(run("stats", "ppi", write(tmp_path, "x.csv", "score", "7", "101"), "--json", code=3))
    assert "row 3, column “score”: “101” is no score" in str(wrong["error"])


def test_intervals_are_the_same_for_the_same_seed(run: Run, tmp_path: Path):
    file = write(tmp_path, "i.csv", "income,village", *(f"{income},{place % 3}" for place, income in enumerate(TEN)))
    words = ("stats", "fgt", "--line", "6000", "--ci", "--replicates", "200", file, "--json")
    first, again, other = (answer(run(*words, "--seed", seed)) for seed in ("5", "5", "6"))
    assert first["intervals"] == again["intervals"] != other["intervals"]
    held = first["intervals"]["headcount"]
    assert held["low"] <= 0.4 <= held["high"]
    assert (held["replicates"], held["level"], held["method"], held["clusters"]) == (200, 0.95, "percentile", None)
    clustered = answer(run(*words, "--cluster", "village", "--bca", "--level", "0.9"))["intervals"]["headcount"]
    assert (clustered["clusters"], clustered["method"], clustered["level"]) == (3, "bca", 0.9)
    assert "at 95%" in run(*words[:-1]).stdout


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        (["income", "5", "abc"], "row 3, column “income”: “abc” is not a number."),
        (["income", "5", "", "", "inf"], "row 5, column “income”: “inf” is not a number."),
        (["income", "5", "1,5"], "stands right of the last heading"),
        (["income;x", '"1,5";1', "2;1"], "row 2, column “income”: “1,5” is not a number."),
        (["income,size", "5,0"], "row 2, column “size”: “0” is less than 1."),
        (["income,size", "5,2.5"], "row 2, column “size”: “2.5” is not a whole number."),
        (["income", "=A1*2"], "“=A1*2” is not a number."),
        (["income,income", "1,2"], "has the heading “income” twice"),
        (["a,b", "1,2"], "No column of “bad.csv” is known as “income”; it has “a”, “b”."),
        (["income"], "has no row below its headings"),
        (["", ""], "is empty"),
    ],
)
def test_a_wrong_cell_is_told_with_its_row_and_column(run: Run, tmp_path: Path, rows: list[str], told: str):
    said = answer(run("stats", "gini", write(tmp_path, "bad.csv", *rows), "--json", code=3))
    assert told in str(said["error"])


def test_only_the_first_wrong_cells_are_listed_and_the_others_counted(run: Run, tmp_path: Path):
    said = run("stats", "gini", write(tmp_path, "bad.csv", "income", *["x"] * 25), code=3)
    assert said.stderr.count("is not a number") == 10
    assert "… and 15 more." in said.stderr


def test_wide_digits_and_parted_thousands_are_numbers_and_words_for_unknown_are_not_zero(run: Run, tmp_path: Path):
    file = write(tmp_path, "n.csv", "人均纯收入", "１００", '"1,300"', "不详", "N/A", " 200 ")
    said = answer(run("stats", "fgt", "--line", "250", file, "--json"))
    assert (figures(said)["poor"], said["households"], said["left_out"]) == (2, 3, 2)


def test_a_survey_weight_must_be_there_and_not_below_zero(run: Run, tmp_path: Path):
    file = write(tmp_path, "n.csv", "income,w", "1,", "2,-1")
    said = str(answer(run("stats", "gini", "--weights", "w", file, "--json", code=3))["error"])
    assert "row 2, column “w”: the cell is empty; fill it in." in said
    assert "row 3, column “w”: “-1” is less than 0." in said


def test_naughty_texts_are_refused_or_told_and_never_carried_out(run: Run, tmp_path: Path):
    naughty = [
        "'; drop table household; --",
        "<script>alert(1)</script>",
        "%s%n",
        "\u202etxt.exe",
        "田中さん",
        "1;2",
        "{{7*7}}",
        "0x1F",
        "１_０",
    ]
    for text in naughty:
        said = run("stats", "gini", write(tmp_path, "n.csv", "income", f'"{text}"', "5"), code=3)
        assert "row 2, column “income”" in said.stderr, text
        said = run("stats", "gini", "--by", "g", write(tmp_path, "g.csv", "income,g", f'5,"{text}"', "6,x"))
        assert "Gini" in said.stdout


def test_workbooks_and_parquet_are_read_too(run: Run, tmp_path: Path):
    book = xlsxwriter.Workbook(tmp_path / "ten.xlsx")
    book.add_worksheet("remarks").write(0, 0, "nothing")
    sheet = book.add_worksheet("incomes")
    for place, value in enumerate(["income", *TEN]):
        sheet.write(place, 0, value)
    book.close()
    pq.write_table(pa.table({"income": np.array(TEN, dtype=float), "tags": [["a"]] * 10}), tmp_path / "ten.parquet")
    for words in (("ten.xlsx", "--sheet", "incomes"), ("ten.parquet",)):
        said = answer(run("stats", "gini", str(tmp_path / words[0]), *words[1:], "--json"))
        assert figures(said)["gini"] == pytest.approx(0.3105384, abs=1e-7)
    assert "no sheet “other”" in run("stats", "gini", str(tmp_path / "ten.xlsx"), "--sheet", "other", code=3).stderr


@pytest.mark.parametrize("content", [b"PK\x03\x04broken", b"PAR1brokenPAR1", b"\x00\x01\x02", b"%PDF-1.4\n", b""])
def test_a_file_that_is_no_table_is_refused(run: Run, tmp_path: Path, content: bytes):
    path = tmp_path / "odd.csv"
    path.write_bytes(content)
    assert "odd.csv" in str(answer(run("stats", "gini", str(path), "--json", code=3))["error"])


@pytest.mark.parametrize(
    "words",
    [
        ("happiness",),
        ("gini",),
        ("gini", "missing.csv"),
        ("gini", "--register", "FILE"),
        ("fgt", "FILE"),
        ("fgt", "--line", "0", "FILE"),
        ("gini", "--line", "5", "FILE"),
        ("ppi", "--register"),
        ("gini", "--register", "--size", "x"),
        ("gini", "--register", "--weights", "x"),
        ("gini", "--area", "36", "FILE"),
        ("gini", "--cluster", "income", "FILE"),
        ("gini", "--ci", "--replicates", "1", "FILE"),
        ("gini", "--level", "95", "FILE"),
    ],
)
def test_what_does_not_go_together_is_bad_usage(run: Run, incomes: str, words: tuple[str, ...]):
    run("stats", *(incomes if word == "FILE" else word for word in words), code=2)


def test_people_cannot_be_counted_without_sizes(run: Run, incomes: str):
    assert "--size COLUMN" in run("stats", "gini", "--per", "people", incomes, code=3).stderr


def test_a_column_that_the_file_lacks_is_named(run: Run, incomes: str):
    assert "no column “village”; it has “income”" in run("stats", "gini", "--by", "village", incomes, code=3).stderr
