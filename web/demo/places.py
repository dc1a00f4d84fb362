"""Where the demo plays: a real county with its townships, and the survey's villages placed in them by choice.

The survey names its villages in pinyin and keeps their township to itself. They are spread over the townships of one
county in the order of the file, under codes (… 9xx) that no real village bears, on places that are made up.
"""

import math
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from registry.operations.regions import RegionLine
from registry.rules.words import RegionLevel
from web.commands.region_files import read_regions
from web.demo.source import surveyed_households

DIVISIONS = Path(__file__).resolve().parents[2] / "registry" / "data" / "divisions_36.csv"
COUNTY = "360735"
"""石城县: eleven real townships, a county that left poverty in 2020."""
COUNTY_PATH = "36.3607.360735."
FIRST_TOWNSHIP = f"{COUNTY_PATH}360735100."
"""琴江镇, where the story plays."""
FIRST_VILLAGE = 901
CORNER = (26.12, 116.22)
STEP_DEGREES = 0.11
VILLAGE_DEGREES = 0.028
COLUMNS = 4


@dataclass(frozen=True, slots=True)
class Village:
    """A village of the survey with the place that the demo gives it; degrees."""

    key: str
    code: str
    name: str
    name_en: str
    path: str
    township_code: str
    township_name: str
    latitude: float
    longitude: float


@cache
def divisions() -> tuple[RegionLine, ...]:
    """Return the real divisions of the province down to townships."""
    return tuple(read_regions(DIVISIONS))


@cache
def townships() -> tuple[RegionLine, ...]:
    """Return the demo county's townships with places on a made-up grid."""
    real = [line for line in divisions() if line.parent_code == COUNTY]
    return tuple(
        RegionLine(line.code, line.name, line.level, COUNTY, None, *_grid_place(number))
        for number, line in enumerate(real)
    )


@cache
def villages() -> tuple[Village, ...]:
    """Return the survey's villages, those of the first township first."""
    keys = list(dict.fromkeys(household.village for household in surveyed_households()))
    homes = townships()
    placed = [_place_village(key, homes[number % len(homes)], number // len(homes)) for number, key in enumerate(keys)]
    return tuple(sorted(placed, key=lambda village: village.code))


def region_lines() -> list[RegionLine]:
    """Return every region of the demo, parents before children."""
    placed = [
        RegionLine(v.code, v.name, RegionLevel.VILLAGE, v.township_code, v.name_en, v.latitude, v.longitude)
        for v in villages()
    ]
    outside = [line for line in divisions() if line.parent_code != COUNTY]
    return [*outside, *townships(), *placed]


def _grid_place(number: int) -> tuple[float, float]:
    row, column = divmod(number, COLUMNS)
    return round(CORNER[0] + row * STEP_DEGREES, 6), round(CORNER[1] + column * STEP_DEGREES, 6)


def _place_village(key: str, township: RegionLine, number: int) -> Village:
    """Place the `number`th village of a township on a circle around its seat."""
    code = f"{township.code}{FIRST_VILLAGE + number}"
    angle = number * 2.4 + int(township.code[-2:])  # the golden angle keeps neighbours apart
    latitude = (township.latitude or 0) + VILLAGE_DEGREES * math.sin(angle)
    longitude = (township.longitude or 0) + VILLAGE_DEGREES * math.cos(angle)
    return Village(
        key=key,
        code=code,
        name=f"{key.capitalize()}村",
        name_en=f"{key.capitalize()} Village",
        path=f"{COUNTY_PATH}{township.code}.{code}.",
        township_code=township.code,
        township_name=township.name,
        latitude=round(latitude, 6),
        longitude=round(longitude, 6),
    )
