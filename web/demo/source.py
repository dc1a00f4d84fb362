"""The real part of the demo: 1,410 rice households of Jiangxi as their heads answered. See `data/README.md`."""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FILE = Path(__file__).resolve().parent / "data" / "social_insure.csv"


@dataclass(frozen=True, slots=True)
class Surveyed:
    """One household's answers; None is a missing answer.

    Args:
        number: the row of the file, from 1.
        natural_village, village: names in pinyin.
        rice_mu: 1 mu is 1/15 hectare.
        disaster_percent: how likely the head holds a disaster next year.
        risk_aversion: 0 to 1, by choices between lotteries.
    """

    number: int
    natural_village: str
    village: str
    has_bought_insurance: bool
    head_age: int | None
    members: int | None
    rice_mu: float | None
    disaster_percent: float
    is_head_male: bool | None
    risk_aversion: float
    is_head_literate: bool | None


@cache
def surveyed_households() -> tuple[Surveyed, ...]:
    """Return every household of the file, in its order."""
    with FILE.open(encoding="utf-8", newline="") as file:
        return tuple(_read_row(number, row) for number, row in enumerate(csv.DictReader(file), start=1))


def _read_row(number: int, row: dict[str, str]) -> Surveyed:
    return Surveyed(
        number=number,
        natural_village=row["address"],
        village=row["village"],
        has_bought_insurance=row["takeup_survey"] == "1",
        head_age=_whole(row["age"]),
        members=_whole(row["agpop"]),
        rice_mu=round(float(row["ricearea_2010"]), 2) if row["ricearea_2010"] else None,
        disaster_percent=round(float(row["disaster_prob"]), 1),
        is_head_male=_answer(row["male"]),
        risk_aversion=round(float(row["risk_averse"]), 1),
        is_head_literate=_answer(row["literacy"]),
    )


def _whole(text: str) -> int | None:
    return round(float(text)) if text else None


def _answer(text: str) -> bool | None:
    return text == "1" if text else None
