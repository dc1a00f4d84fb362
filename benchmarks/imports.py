"""Import as the command does it, from the files to the commit with all checks, against the ORM's bare upsert.

python -m benchmarks.imports --households 100000

Generates CSV files (households, members, 6 lines of income and 12 of spending a household), imports them into an empty
register and once more into the full one, and lets the ORM upsert a sample of the same rows, one by one, unchecked,
before, in the middle and after. Takes the first import back. Reads a workbook as the import and as openpyxl does, and
files of ten million blank rows. Prints rows a second, the ratio, and the largest memory of the Python process.
"""

import argparse
import csv
import itertools
import random
import resource
import statistics
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow.parquet
import xlsxwriter
from sqlalchemy import Engine, select, text
from sqlalchemy.orm import Session, sessionmaker

from benchmarks.registry_generator import open_database
from foundation.actor import system_actor
from foundation.clock import SystemClock
from foundation.identifiers import id_check_character
from foundation.unit_of_work import Units
from registry.models import Household, Income, Person, Spending
from registry.operations.imports import ImportFile, StepReached, commit_import, find_profile, stage_import
from registry.operations.imports.workbook_reading import list_sheets, read_sheet
from registry.operations.regions import RegionLine, load_regions
from registry.rules.words import IncomeSource, RegionLevel, SpendingKind
from registry.rules.words_imports import ImportStep, OnDuplicate
from workflows.undo_import import undo_import

HOUSEHOLDS_A_VILLAGE = 200
SURNAMES = "王李张刘陈杨黄赵周吴徐孙朱马胡郭林何高梁"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰建国志文"
LAST_DAY = date(2026, 5, 31)
COUNTY = "36.3601.360121."
ACTOR = system_actor("benchmark")
Rows = Iterator[tuple[object, ...]]
HEADINGS = {
    "households": (
        "户编号",
        "村代码",
        "家庭住址",
        "户类型",
        "民政类别",
        "住房是否安全",
        "饮水是否安全",
        "耕地面积(亩)",
        "水稻面积(亩)",
        "牲畜数量",
        "负债(元)",
        "距主干路距离(公里)",
        "入户日期",
    ),
    "members": (
        "户编号",
        "人员编号",
        "姓名",
        "与户主关系",
        "证件号码",
        "联系电话",
        "民族",
        "文化程度",
        "健康状况",
        "劳动技能",
        "是否外出务工",
        "基本医疗保险",
        "养老保险",
    ),
    "income": ("户编号", "收入日期", "收入类别", "金额(元)"),
    "spending": ("户编号", "支出日期", "支出类别", "金额(元)"),
}
SOURCES = ("工资性收入", "转移性收入", "工资性收入", "经营性收入", "财产性收入", "生产经营性支出")
KINDS = ("食品", "食品", "住房", "食品", "教育", "医疗自付", "生产投入", "食品", "其他", "食品", "其他", "住房")


def code_of(number: int) -> str:
    return f"H{number:010d}"


def village_of(number: int) -> str:
    return f"36012{1000000 + number // HOUSEHOLDS_A_VILLAGE}"


def household_rows(count: int) -> Rows:
    dice = random.Random(1)
    for number in range(count):
        yield (
            code_of(number),
            village_of(number),
            f"第{number % 9 + 1}组{number % 200}号",
            dice.choice(("脱贫户", "一般户")),
            dice.choice(("无", "无", "无", "低保")),
            "是",
            dice.choice(("是", "是", "是", "否")),
            f"{dice.random() * 12:.1f}",
            f"{dice.random() * 4:.1f}",
            dice.randrange(9),
            dice.randrange(60_000),
            f"{dice.random() * 6:.1f}",
            LAST_DAY - timedelta(days=dice.randrange(300)),
        )


def member_rows(count: int) -> Rows:
    dice = random.Random(2)
    serial = 0
    for number in range(count):
        for place in range((1, 2, 3, 3, 3, 4, 4, 4, 4, 4)[number % 10]):
            serial += 1
            born = date(1950 + dice.randrange(70), 1 + dice.randrange(12), 1 + dice.randrange(28))
            first17 = f"{360121 + serial // 1000:06d}{born:%Y%m%d}{serial % 1000:03d}"
            name = dice.choice(SURNAMES) + dice.choice(GIVEN) + dice.choice(GIVEN)
            yield (
                code_of(number),
                f"{code_of(number)}-{place}",
                name,
                ("户主", "配偶", "之子", "之母")[place],
                first17 + id_check_character(first17),
                f"13{dice.randrange(10**9):09d}",
                "汉族",
                dice.choice(("小学", "初中")),
                dice.choice(("健康", "健康", "长期慢性病")),
                dice.choice(("普通劳动力", "无劳动力")),
                dice.choice(("是", "否")),
                "居民医保",
                "居民养老",
            )


def line_rows(count: int, kinds: tuple[str, ...], seed: int) -> Rows:
    """Lines in the order of their dates, as they arrive, with yuan and cents."""
    dice = random.Random(seed)
    for place, kind in enumerate(reversed(kinds)):
        day = LAST_DAY - timedelta(days=350 - place * (340 // len(kinds)))
        for number in range(count):
            yield (code_of(number), day, kind, f"{dice.randrange(900_000) / 100:.2f}")


def write_files(folder: Path, count: int) -> tuple[list[ImportFile], int]:
    """Write the four files; return them and how many rows they hold."""
    tables = {
        "households": household_rows(count),
        "members": member_rows(count),
        "income": line_rows(count, SOURCES, 3),
        "spending": line_rows(count, KINDS, 4),
    }
    total = 0
    for name, rows in tables.items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(HEADINGS[name])
            for row in rows:
                writer.writerow(row)
                total += 1
    return [ImportFile(folder / f"{name}.csv", f"{name}.csv") for name in tables], total


def prepare(units: Units, count: int) -> None:
    lines = [
        RegionLine("36", "江西省", RegionLevel.PROVINCE, None),
        RegionLine("3601", "南昌市", RegionLevel.PREFECTURE, "36"),
        RegionLine("360121", "试验县", RegionLevel.COUNTY, "3601"),
        RegionLine("360121100", "甲镇", RegionLevel.TOWNSHIP, "360121"),
    ]
    villages = sorted({village_of(number) for number in range(0, count, HOUSEHOLDS_A_VILLAGE)})
    lines += [RegionLine(code, f"村{code}", RegionLevel.VILLAGE, "360121100") for code in villages]
    with units.begin(ACTOR) as unit:
        load_regions(unit, lines)


def run_import(
    units: Units, files: list[ImportFile], on_duplicate: OnDuplicate, between: Callable[[], None]
) -> tuple[int, dict[str, float]]:
    """Stage and commit; return the run and the seconds of each step. `between` runs, uncounted, before the commit."""
    marks: list[tuple[str, float]] = []

    def progress(reached: StepReached) -> None:
        name = f"{reached.step.value} {reached.subject}".strip()
        if not marks or marks[-1][0] != name:
            marks.append((name, time.perf_counter()))

    with units.begin(ACTOR) as unit:
        staged = stage_import(unit, find_profile("county"), files, on_duplicate=on_duplicate, progress=progress)
    marks.append(("", time.perf_counter()))
    between()
    progress(StepReached(ImportStep.WRITING))
    with units.begin(ACTOR) as unit:
        committed = commit_import(unit, staged.run_id, allow_partial=False)
    marks.append(("", time.perf_counter()))
    print(f"written {committed.written:,} records, {staged.errors} errors, {staged.warnings} warnings")
    return staged.run_id, {name: after - before for (name, before), (_, after) in itertools.pairwise(marks) if name}


def orm_rate(engine: Engine, files: list[ImportFile], households: int, flush_every: int) -> float:
    """Return how many rows a second the ORM upserts: look the key up, add or set, flush."""
    wanted = {code_of(number) for number in range(households)}
    rows = {
        file.name: [row for row in csv.reader(file.path.open(encoding="utf-8")) if row[0] in wanted] for file in files
    }
    started = time.perf_counter()
    with Session(engine, autoflush=False) as session:
        known = upsert_households(session, rows["households.csv"])
        upsert_lines(session, rows, known, flush_every)
        session.flush()
        elapsed = time.perf_counter() - started
        session.rollback()
    return sum(map(len, rows.values())) / elapsed


def upsert_households(session: Session, rows: list[list[str]]) -> dict[str, Household]:
    known = {}
    for row in rows:
        found = session.scalar(select(Household).where(Household.code == "orm" + row[0])) or Household(
            code="orm" + row[0]
        )
        found.village_code, found.address, found.household_class = row[1], row[2], "ordinary"
        found.region_path = f"{COUNTY}360121100.{row[1]}."
        found.land_mu, found.rice_mu, found.livestock_count = float(row[7]), float(row[8]), int(row[9])
        found.registered_on, found.surveyed_on = LAST_DAY, date.fromisoformat(row[12])
        found.changed_at = SystemClock().now()
        session.add(found)
        known[row[0]] = found
    session.flush()
    return known


def upsert_lines(
    session: Session, rows: dict[str, list[list[str]]], known: dict[str, Household], flush_every: int
) -> None:
    sources, kinds = list(IncomeSource), list(SpendingKind)
    done = 0
    for name, make in (("members.csv", member), ("income.csv", income), ("spending.csv", spending)):
        for row in rows[name]:
            session.add(make(session, known[row[0]], row, sources if name == "income.csv" else kinds, done))
            done += 1
            if done % flush_every == 0:
                session.flush()


def member(session: Session, household: Household, row: list[str], _words: list[Any], _done: int) -> Person:
    key = (Person.household_id == household.id, Person.code == row[1])
    found = session.scalar(select(Person).where(*key)) or Person(household_id=household.id, code=row[1])
    found.region_path, found.name, found.sex = household.region_path, row[2], "female"
    found.relation = "head" if row[3] == "户主" else "child"
    found.born_on = date(int(row[4][6:10]), int(row[4][10:12]), int(row[4][12:14]))
    found.id_number, found.phone, found.ethnicity = row[4], row[5], row[6]
    return found


def income(session: Session, household: Household, row: list[str], words: list[Any], done: int) -> Income:
    day, source = date.fromisoformat(row[1]), words[done % len(words)]
    key = (Income.household_id == household.id, Income.received_on == day, Income.source == source)
    found = session.scalar(select(Income).where(*key)) or Income(household_id=household.id, received_on=day)
    found.source, found.region_path, found.amount_minor = source, household.region_path, int(float(row[3]) * 100)
    return found


def spending(session: Session, household: Household, row: list[str], words: list[Any], done: int) -> Spending:
    day, kind = date.fromisoformat(row[1]), words[done % len(words)]
    key = (Spending.household_id == household.id, Spending.spent_on == day, Spending.kind == kind)
    found = session.scalar(select(Spending).where(*key)) or Spending(household_id=household.id, spent_on=day)
    found.kind, found.region_path, found.amount_minor = kind, household.region_path, int(float(row[3]) * 100)
    return found


def compare_workbooks(folder: Path) -> None:
    """Read a sheet of 50,000 rows and 10 columns as the import does, with its scan for formulas, and by openpyxl."""
    path = folder / "members.xlsx"
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        sheet = book.add_worksheet("members")
        for number, row in enumerate(itertools.islice(member_rows(20_000), 50_000)):
            sheet.write_row(number, 0, [str(cell) for cell in row[:9]] + [number * 1.5])
    ours, theirs = [], []
    for _ in range(3):
        started = time.perf_counter()
        file = ImportFile(path, path.name)
        rows = sum(len(chunk.rows) for sheet in list_sheets(file) for chunk in read_sheet(file, sheet))
        ours.append(time.perf_counter() - started)
        started = time.perf_counter()
        known = sum(1 for _row in openpyxl.load_workbook(path, read_only=True)["members"].iter_rows(values_only=True))
        theirs.append(time.perf_counter() - started)
        assert rows == known == 50_000
    own, other = statistics.median(ours), statistics.median(theirs)
    print(f"XLSX of 50,000 × 10 cells: {own:.2f} s, openpyxl {other:.2f} s, {other / own:.1f} ×")


def blank_files(folder: Path, count: int) -> list[ImportFile]:
    """Write one household and so many formatted blank rows: as CSV, XLSX (ten sheets of a tenth) and Parquet."""
    headings, first = list(HEADINGS["households"]), [str(cell) for cell in next(household_rows(1))]
    with (folder / "households.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([headings, first])
        for _ in range(count // 10_000):
            file.write(",,,\n" * 10_000)
    with xlsxwriter.Workbook(folder / "small.xlsx") as book:
        for number in range(10):
            sheet = book.add_worksheet(f"households{number}")
            sheet.write_row(0, 0, headings)
            if number == 0:
                sheet.write_row(1, 0, first)
    row = b'<row r="%d" spans="1:16" s="1" customFormat="1" ht="15" customHeight="1"/>'
    with (
        zipfile.ZipFile(folder / "small.xlsx") as old,
        zipfile.ZipFile(folder / "households.xlsx", "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            head, mark, tail = old.read(name).partition(b"</sheetData>")
            with new.open(name, "w", force_zip64=True) as part:
                part.write(head)
                for start in range(3, count // 10, 10_000) if mark else ():
                    part.write(b"".join(row % number for number in range(start, start + 10_000)))
                part.write(mark + tail)
    schema = pyarrow.schema([(heading, pyarrow.string()) for heading in headings])
    with pyarrow.parquet.ParquetWriter(folder / "households.parquet", schema) as writer:
        writer.write_table(pyarrow.table([[cell] for cell in first], schema=schema))
        nothing = pyarrow.table([pyarrow.nulls(1_000_000, pyarrow.string()) for _ in headings], schema=schema)
        for _ in range(count // 1_000_000):
            writer.write_table(nothing)
    return [
        ImportFile(folder / f"households.{ending}", f"households.{ending}") for ending in ("csv", "xlsx", "parquet")
    ]


def read_blanks(units: Units, folder: Path, count: int) -> None:
    for file in blank_files(folder, count):
        started, before = time.perf_counter(), peak_mib()
        with units.begin(ACTOR) as unit:
            staged = stage_import(unit, find_profile("county"), [file], on_duplicate=OnDuplicate.SKIP)
        print(
            f"{file.name}, {file.path.stat().st_size / 1e6:,.0f} MB: {staged.blank_rows:,} blank rows in "
            f"{time.perf_counter() - started:.1f} s, peak memory {before:,.0f} → {peak_mib():,.0f} MiB"
        )


def take_back(units: Units, run_id: int) -> None:
    """Take an import back, with all questions about what was built on it."""
    started = time.perf_counter()
    with units.begin(ACTOR) as unit:
        undone = undo_import(unit, run_id)
    count = sum(undone.removed.values()) + sum(undone.restored.values())
    elapsed = time.perf_counter() - started
    print(f"undo of {count:,} records: {elapsed:.1f} s, {count / elapsed:,.0f} records/s")


def peak_mib() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def report(title: str, seconds: dict[str, float], total: int, single: float, batched: float) -> None:
    print(title)
    for name, value in seconds.items():
        print(f"   {name:<28}{value:8.2f} s")
    rate = total / sum(seconds.values())
    print(
        f"   {'whole import':<28}{sum(seconds.values()):8.2f} s   {rate:10,.0f} rows/s   "
        f"{rate / single:.1f} × the ORM row by row, {rate / batched:.1f} × the ORM in batches"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--households", type=int, default=100_000)
    parser.add_argument("--blank-rows", type=int, default=10_000_000, help="blank rows of a CSV, XLSX and Parquet file")
    parser.add_argument("--sample", type=int, default=150, help="households that the ORM upserts")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        files, total = write_files(folder, args.households)
        size = sum(file.path.stat().st_size for file in files) / 1e6
        print(f"{args.households:,} households, {total:,} rows, {size:,.0f} MB of CSV")
        with open_database(folder / "postgres") as engine:
            units = Units(sessionmaker(engine, expire_on_commit=False), SystemClock())
            prepare(units, args.households)
            measure(units, engine, files, total, args.sample)
            read_blanks(units, folder, args.blank_rows)
        compare_workbooks(folder)


def measure(units: Units, engine: Engine, files: list[ImportFile], total: int, sample: int) -> None:
    """Take the ORM's rate before, in the middle and after, because a shared machine is never twice the same."""
    rates: dict[int, list[float]] = {1: [], 1000: []}

    def take_rates() -> None:
        for flush_every, found in rates.items():
            found.append(orm_rate(engine, files, sample, flush_every))

    before = peak_mib()
    take_rates()
    run_id, seconds = run_import(units, files, OnDuplicate.ERROR, take_rates)
    with engine.connect() as connection:
        connection.execution_options(isolation_level="AUTOCOMMIT").execute(text("vacuum analyze"))
    take_rates()
    _same, again = run_import(units, files, OnDuplicate.UPDATE, lambda: None)
    for flush_every, found in rates.items():
        shown = ", ".join(f"{rate:,.0f}" for rate in found)
        print(f"ORM, bare upsert, a flush for each {flush_every:,} rows: {shown} rows/s; the median counts")
    single, batched = (statistics.median(found) for found in rates.values())
    report("Import into an empty register", seconds, total, single, batched)
    report("The same files again", again, total, single, batched)
    print(f"peak memory of the Python process: {peak_mib():,.0f} MiB ({before:,.0f} MiB before)", flush=True)
    take_back(units, run_id)


if __name__ == "__main__":
    main()
