"""The sheets of one family as a county hands them in, small enough to read."""

from pathlib import Path

from foundation.identifiers import id_check_character
from registry.operations.imports import ImportFile

FAMILY = "C-100"
MONTHS = ("2025-06", "2025-08", "2025-10", "2025-12", "2026-02", "2026-04")


def id_number(division: str, born: str, sequence: int) -> str:
    """Return an invented identity number with the right check character."""
    first = f"{division}{born}{sequence:03d}"
    return first + id_check_character(first)


def member_line(
    code: str, name: str, relation: str, born: str, sequence: int, labour: str, schooling: str, status: str
) -> str:
    """Return one line of the members' sheet."""
    number, sex = id_number("360121", born, sequence), "男" if sequence % 2 else "女"
    born_on = f"{born[:4]}-{born[4:6]}-{born[6:]}"
    cells = (FAMILY, code, name, relation, number, sex, born_on, "", labour, schooling, status, "健康")
    return ",".join((*cells, "resident", "是", "resident", "否"))


def write_family(folder: Path, village_code: str) -> list[ImportFile]:
    """Write the four sheets of a family whose house a flood damaged; return them as import files."""
    people = [
        ("1", "何田生", "户主", "19810412", 11, "普通劳动力", "初中", ""),
        ("2", "罗春梅", "配偶", "19830920", 22, "普通劳动力", "小学", ""),
        ("3", "何小雨", "之女", "20141105", 28, "无劳动力", "小学", "在校"),
    ]
    sheets = {
        "household.csv": [
            "户编号,村代码,家庭住址,户类型,民政类别,住房是否安全,饮水是否安全,耕地面积(亩),水稻面积(亩),牲畜数量,负债(元),距主干路距离(公里),入户日期,建档日期",
            f"{FAMILY},{village_code},甲一村三组,脱贫户,无,不安全,安全,7.5,6,2,8000,2.4,2026-05-20,2021-03-01",
        ],
        "member.csv": [
            "户编号,人员编号,姓名,与户主关系,证件号码,性别,出生日期,联系电话,劳动技能,文化程度,在校生状况,健康状况,"
            "基本医疗保险,是否参加大病保险,养老保险,是否外出务工",
            *(member_line(*person) for person in people),
        ],
        "income.csv": [
            "户编号,收入日期,收入类别,金额(元)",
            *(f"{FAMILY},{month}-10,wage,2600" for month in MONTHS),
            f"{FAMILY},2025-10-30,business,5200",
        ],
        "spending.csv": [
            "户编号,支出日期,支出类别,金额(元)",
            *(f"{FAMILY},{month}-15,food,1500" for month in MONTHS),
            f"{FAMILY},2025-11-02,medical_self_paid,900",
        ],
    }
    files = []
    for name, lines in sheets.items():
        path = folder / name
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        files.append(ImportFile(path, name))
    return files
