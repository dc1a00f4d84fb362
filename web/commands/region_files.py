"""CSV files of regions: read whole, checked whole, so that nothing is half-loaded."""

import csv
import io
from collections.abc import Mapping
from pathlib import Path

from foundation.errors import Invalid
from foundation.wording import mark
from registry.operations.regions import RegionLine
from registry.rules.words import RegionLevel

NEEDED = frozenset({"code", "name", "level", "parent_code"})
ENCODINGS = ("utf-8-sig", "gb18030")


class RegionFileRefused(Invalid):
    message = mark("The file of regions cannot be taken.")


def read_regions(file: Path) -> list[RegionLine]:
    """Read a file of regions, UTF-8 or GB18030, and put parents before their children.

    Raises: RegionFileRefused with the row.
    """
    reader = csv.DictReader(io.StringIO(_decoded(file)))
    if missing := NEEDED - set(reader.fieldnames or ()):
        raise RegionFileRefused(mark("These columns are missing: %(columns)s."), columns=", ".join(sorted(missing)))
    lines: dict[str, RegionLine] = {}
    for row in reader:
        line = _region_line(row, reader.line_num)
        if line.code in lines:
            raise RegionFileRefused(
                mark("Row %(row)s: the code %(code)s stands twice."), row=reader.line_num, code=line.code
            )
        lines[line.code] = line
    if not lines:
        raise RegionFileRefused(mark("The file holds no region."))
    order = list(RegionLevel)
    return sorted(lines.values(), key=lambda line: order.index(line.level))


def _decoded(file: Path) -> str:
    content = file.read_bytes()
    for encoding in ENCODINGS:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise RegionFileRefused(mark("The file is neither UTF-8 nor GB18030 text."))


def _region_line(row: Mapping[str, str | None], number: int) -> RegionLine:
    values = {key: (value or "").strip() for key, value in row.items() if key and isinstance(value, str | None)}
    if not values["code"].isdigit() or not values["name"]:
        raise RegionFileRefused(mark("Row %(row)s: a region needs a code of digits and a name."), row=number)
    if values["level"] not in set(RegionLevel):
        raise RegionFileRefused(
            mark("Row %(row)s: “%(level)s” is no level; write one of %(known)s."),
            row=number,
            level=values["level"],
            known=", ".join(RegionLevel),
        )
    return RegionLine(
        values["code"],
        values["name"],
        RegionLevel(values["level"]),
        values["parent_code"] or None,
        values.get("name_en") or None,
        _degrees(values.get("latitude"), number),
        _degrees(values.get("longitude"), number),
    )


def _degrees(text: str | None, number: int) -> float | None:
    try:
        return float(text) if text else None
    except ValueError:
        raise RegionFileRefused(
            mark("Row %(row)s: “%(text)s” is no number of degrees."), row=number, text=text
        ) from None
