"""Small import files for the tests: a correct set, and ways to spoil it."""

from pathlib import Path

from sqlalchemy import select, text

from foundation.unit_of_work import UnitOfWork
from registry.models import ImportIssue, StagedRecord
from registry.operations.imports import ImportFile, find_profile, stage_import
from registry.rules.imports.facts import ImportStaged
from registry.rules.words_imports import OnDuplicate, StagedEntity, StagedOutcome

DATA = Path(__file__).resolve().parent.parent / "data" / "imports"
VILLAGE_A, VILLAGE_A2, VILLAGE_B = "360121100201", "360121100202", "360121101201"
HEADINGS = {
    "households": "户编号,村代码,户类型,耕地面积(亩)",
    "members": "户编号,人员编号,姓名,与户主关系,性别,出生日期,证件号码,联系电话",
    "income": "户编号,收入日期,收入类别,金额(元)",
    "spending": "户编号,支出日期,支出类别,金额(元)",
    "events": "户编号,发生日期,事件类别,损失(元),说明",
}
GOOD = {
    "households": [f"N1,{VILLAGE_A},脱贫户,3.5", f"N2,{VILLAGE_A2},一般户,"],
    "members": [
        "N1,1,张三,户主,女,1949-12-31,11010519491231002X,13800000001",
        "N1,2,李四,配偶,男,1950-01-02,,",
        "N2,1,王五,户主,男,1985/3/4,,13900000002",
    ],
    "income": ["N1,2025-01-31,工资性收入,1200.50", "N1,2025-02-28,转移性收入,300", "N2,2025-03,经营性收入,5000"],
    "spending": ["N1,2025-01-31,食品,210", "N2,2025-01-31,教育,1500"],
    "events": ["N2,2025-06-01,自然灾害,2000,洪水"],
}


class ImportKit:
    """Writes files into a folder and stages them under the county profile."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def csv(self, name: str, rows: list[str], encoding: str = "utf-8") -> ImportFile:
        """Write one CSV file of the county profile: its headings and the rows."""
        return self.raw(f"{name}.csv", ("\n".join([HEADINGS[name], *rows]) + "\n").encode(encoding))

    def raw(self, name: str, content: bytes) -> ImportFile:
        path = self.folder / name
        path.write_bytes(content)
        return ImportFile(path, name)

    def good(self, **spoilt: list[str]) -> list[ImportFile]:
        """Write the correct set, with the rows of some files replaced."""
        return [self.csv(name, spoilt.get(name, rows)) for name, rows in GOOD.items()]

    def stage(
        self,
        unit: UnitOfWork,
        files: list[ImportFile],
        on_duplicate: OnDuplicate = OnDuplicate.UPDATE,
        profile: str = "county",
    ) -> ImportStaged:
        return stage_import(unit, find_profile(profile), files, on_duplicate=on_duplicate)


def issues_of(unit: UnitOfWork, staged: ImportStaged) -> list[tuple[str, str, int | None, str | None]]:
    """Return (code, file, row, column) of every issue, in the order of the files."""
    rows = unit.session.execute(
        select(ImportIssue.code, ImportIssue.file_name, ImportIssue.row_number, ImportIssue.column)
        .where(ImportIssue.run_id == staged.run_id)
        .order_by(ImportIssue.file_name, ImportIssue.row_number, ImportIssue.column, ImportIssue.id)
    )
    return [tuple(row) for row in rows]


def params_of(unit: UnitOfWork, staged: ImportStaged, code: str) -> list[dict[str, object]]:
    query = select(ImportIssue.params).where(ImportIssue.run_id == staged.run_id, ImportIssue.code == code)
    return list(unit.session.scalars(query.order_by(ImportIssue.id)))


def outcomes(staged: ImportStaged) -> dict[str, dict[str, int]]:
    return {
        entity.value: {outcome.value: n for outcome, n in counts.items()} for entity, counts in staged.counts.items()
    }


def records(unit: UnitOfWork, staged: ImportStaged, entity: StagedEntity, outcome: StagedOutcome) -> list[StagedRecord]:
    query = select(StagedRecord).where(
        StagedRecord.run_id == staged.run_id, StagedRecord.entity == entity, StagedRecord.outcome == outcome
    )
    return list(unit.session.scalars(query.order_by(StagedRecord.source_no, StagedRecord.row_number, StagedRecord.id)))


def register_size(unit: UnitOfWork) -> dict[str, int]:
    """Return how many rows each table of the register holds."""
    tables = ("household", "person", "income", "spending", "life_event", "observation", "standing")
    return {table: unit.session.execute(text(f"select count(*) from {table}")).scalar_one() for table in tables}
