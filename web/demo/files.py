"""The demo's CSV files, in the form of the import profile `social_insure`: what a county would hand in."""

import csv
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path

from registry.rules.words import IncomeSource
from web.demo.households import DemoHousehold
from web.demo.living import draw_disability, draw_living, draw_marital, is_undernourished
from web.demo.money import Line
from web.demo.people import Member

PROFILE = "social_insure"
Row = Mapping[str, object]


def write_first_files(folder: Path, households: Sequence[DemoHousehold], until: date) -> list[Path]:
    """Write the register as it was on a day: households, members, and money and events up to it."""
    then = [(household.earlier or household) for household in households]
    return [
        _write(folder / "households.csv", map(_household_row, then)),
        _write(folder / "members.csv", _member_rows(then)),
        *_write_money(folder, households, lambda on: on <= until),
    ]


def write_second_files(folder: Path, households: Sequence[DemoHousehold], after: date, until: date) -> list[Path]:
    """Write what came later: the households that changed, and money and events of the days between."""
    changed = [household for household in households if household.earlier is not None]
    return [
        _write(folder / "households.csv", map(_household_row, changed)),
        _write(folder / "members.csv", _member_rows(changed)),
        *_write_money(folder, households, lambda on: after < on <= until),
    ]


def write_further_files(folder: Path, households: Sequence[DemoHousehold]) -> list[Path]:
    """Write households and members alone."""
    return [
        _write(folder / "households.csv", map(_household_row, households)),
        _write(folder / "members.csv", _member_rows(households)),
    ]


def write_contradicting_files(folder: Path, households: Sequence[DemoHousehold]) -> list[Path]:
    """Write members of whom another office says another birth year or sex than the register."""
    rows = []
    for number, household in enumerate(households):
        told = dict(_member_row(household, household.members[0]))
        born_on = household.members[0].born_on
        told["born_on"] = born_on.replace(year=born_on.year - 1, day=min(born_on.day, 28))
        told["id_number"] = ""
        if number % 3 == 0:
            told["sex"] = "female" if household.members[0].is_male else "male"
        rows.append(told)
    return [_write(folder / "members.csv", rows)]


def write_mistaken_files(folder: Path, households: Sequence[DemoHousehold], on: date) -> list[Path]:
    """Write transfers that somebody entered for the wrong month."""
    rows = [_dated_row(one, on, IncomeSource.TRANSFER) | {"amount_yuan": 300} for one in households]
    return [_write(folder / "income.csv", rows)]


def _write_money(folder: Path, households: Sequence[DemoHousehold], falls: Callable[[date], bool]) -> list[Path]:
    def rows(lines: Callable[[DemoHousehold], Sequence[Line]]) -> Iterable[Row]:
        for household in households:
            for line in lines(household):
                if falls(line.on):
                    yield _dated_row(household, line.on, line.kind) | {"amount_yuan": line.minor // 100}

    events = (
        _dated_row(household, event.on, event.kind) | {"cost_yuan": event.cost_yuan}
        for household in households
        for event in household.events
        if falls(event.on)
    )
    return [
        *_write_some(folder / "income.csv", rows(lambda household: household.income)),
        *_write_some(folder / "spending.csv", rows(lambda household: household.spending)),
        *_write_some(folder / "events.csv", events),
    ]


def _dated_row(household: DemoHousehold, on: date, kind: str) -> dict[str, object]:
    return {"household_code": household.code, "date": on, "kind": kind}


def _write_some(path: Path, rows: Iterable[Row]) -> list[Path]:
    """Write a file unless it would have no row, which an import takes for a mistake."""
    found = list(rows)
    return [_write(path, found)] if found else []


def _write(path: Path, rows: Iterable[Row]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    found = list(rows)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(found[0]))
        writer.writeheader()
        writer.writerows(found)
    return path


def _household_row(household: DemoHousehold) -> Row:
    survey = household.survey
    living = draw_living(
        survey.number,
        household.net_per_head,
        is_safe=household.is_dwelling_safe,
        is_water_safe=household.is_water_safe,
    )
    return {
        "code": household.code,
        "village_code": household.village.code,
        "address": household.address,
        "household_class": household.household_class,
        "civil_affairs_class": household.civil,
        "language": household.language,
        "is_dwelling_safe": _flag(household.is_dwelling_safe),
        "dwelling_kind": living.kind,
        "dwelling_grade": living.grade or "",
        "is_shell_sound": _flag(living.is_shell_sound),
        "is_water_safe": _flag(household.is_water_safe),
        "water_source": living.water,
        "water_minutes": living.minutes,
        "sanitation": living.sanitation,
        "cooking_fuel": living.fuel,
        "has_electricity": "yes",
        "assets": ",".join(living.assets),
        "land_mu": household.land_mu,
        "rice_mu": household.rice_mu,
        "livestock_count": household.livestock,
        "debt_yuan": household.debt_yuan,
        "road_km": household.road_km,
        "latitude": household.latitude,
        "longitude": household.longitude,
        "surveyed_on": household.surveyed_on,
        "registered_on": household.registered_on,
        "is_generated": "yes",
        "survey_row": survey.number,
        "natural_village": survey.natural_village,
        "disaster_percent": survey.disaster_percent,
        "risk_aversion": survey.risk_aversion,
        "bought_insurance_in_survey": _flag(survey.has_bought_insurance),
        "is_head_literate": _flag(survey.is_head_literate),
        "generated": household.generated,
    }


def _member_rows(households: Iterable[DemoHousehold]) -> Iterable[Row]:
    return (_member_row(household, member) for household in households for member in household.members)


def _member_row(household: DemoHousehold, member: Member) -> Row:
    return {
        "household_code": household.code,
        "code": member.code,
        "name": member.name,
        "relation": member.relation,
        "sex": "male" if member.is_male else "female",
        "born_on": member.born_on,
        "id_number": member.id_number,
        "phone": member.phone or "",
        "ethnicity": "畲族" if household.language == "she" else "汉族",
        "marital_status": draw_marital(household.members, member) or "",
        "schooling": member.schooling,
        "school_status": member.school_status,
        "health": member.health,
        "is_undernourished": _flag(is_undernourished(household.survey.number, member)),
        "disability_kind": draw_disability(household.survey.number, member) or "",
        "disability_grade": member.disability_grade or "",
        "labour_status": member.labour,
        "works_away": _flag(member.works_away),
        "has_public_job": _flag(member.has_public_job),
        "medical_scheme": member.medical,
        "has_critical_illness_cover": _flag(member.has_critical_cover),
        "pension_scheme": member.pension,
    }


def _flag(value: bool | None) -> str:
    return "" if value is None else "yes" if value else "no"
