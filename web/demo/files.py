"""The demo's CSV files, in the form of the import profile `social_insure`: what a county would hand in."""

import csv
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from pathlib import Path

from web.demo.households import DemoHousehold
from web.demo.money import Line
from web.demo.people import Member

PROFILE = "social_insure"
Row = Sequence[object]

HOUSEHOLD_COLUMNS = (
    *("code", "village_code", "address", "household_class", "civil_affairs_class", "language", "is_dwelling_safe"),
    *("is_water_safe", "land_mu", "rice_mu", "livestock_count", "debt_yuan", "road_km", "latitude", "longitude"),
    *("surveyed_on", "registered_on", "is_generated", "survey_row", "natural_village", "disaster_percent"),
    *("risk_aversion", "bought_insurance_in_survey", "is_head_literate", "generated"),
)
MEMBER_COLUMNS = (
    *("household_code", "code", "name", "relation", "sex", "born_on", "id_number", "phone", "ethnicity", "schooling"),
    *("school_status", "health", "disability_grade", "labour_status", "works_away", "has_public_job"),
    *("medical_scheme", "has_critical_illness_cover", "pension_scheme"),
)
LINE_COLUMNS = ("household_code", "date", "kind", "amount_yuan")
EVENT_COLUMNS = ("household_code", "date", "kind", "cost_yuan", "note")


def write_first_files(folder: Path, households: Sequence[DemoHousehold], until: date) -> list[Path]:
    """Write the register as it was on a day: households, members, and money and events up to it."""
    then = [(household.earlier or household) for household in households]
    return [
        _write(folder / "households.csv", HOUSEHOLD_COLUMNS, map(_household_row, then)),
        _write(folder / "members.csv", MEMBER_COLUMNS, _member_rows(then)),
        *_write_money(folder, households, lambda on: on <= until),
    ]


def write_second_files(folder: Path, households: Sequence[DemoHousehold], after: date) -> list[Path]:
    """Write what came later: the households that changed, and money and events after the day."""
    changed = [household for household in households if household.earlier is not None]
    return [
        _write(folder / "households.csv", HOUSEHOLD_COLUMNS, map(_household_row, changed)),
        _write(folder / "members.csv", MEMBER_COLUMNS, _member_rows(changed)),
        *_write_money(folder, households, lambda on: on > after),
    ]


def _write_money(folder: Path, households: Sequence[DemoHousehold], falls: Callable[[date], bool]) -> list[Path]:
    def rows(lines: Callable[[DemoHousehold], Sequence[Line]]) -> Iterable[Row]:
        for household in households:
            for line in lines(household):
                if falls(line.on):
                    yield household.code, line.on, line.kind, line.minor // 100

    events = (
        (household.code, event.on, event.kind, event.cost_yuan, "")
        for household in households
        for event in household.events
        if falls(event.on)
    )
    return [
        _write(folder / "income.csv", LINE_COLUMNS, rows(lambda household: household.income)),
        _write(folder / "spending.csv", LINE_COLUMNS, rows(lambda household: household.spending)),
        _write(folder / "events.csv", EVENT_COLUMNS, events),
    ]


def _write(path: Path, columns: Sequence[str], rows: Iterable[Row]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        writer.writerows(rows)
    return path


def _household_row(household: DemoHousehold) -> Row:
    survey = household.survey
    return (
        *(household.code, household.village.code, household.address, household.household_class, household.civil),
        *(household.language, _flag(household.is_dwelling_safe), _flag(household.is_water_safe), household.land_mu),
        *(household.rice_mu, household.livestock, household.debt_yuan, household.road_km, household.latitude),
        *(household.longitude, household.surveyed_on, household.registered_on, "yes", survey.number),
        *(survey.natural_village, survey.disaster_percent, survey.risk_aversion, _flag(survey.has_bought_insurance)),
        *(_flag(survey.is_head_literate), household.generated),
    )


def _member_rows(households: Iterable[DemoHousehold]) -> Iterable[Row]:
    return (_member_row(household, member) for household in households for member in household.members)


def _member_row(household: DemoHousehold, member: Member) -> Row:
    return (
        *(household.code, member.code, member.name, member.relation, "male" if member.is_male else "female"),
        *(member.born_on, member.id_number, member.phone or "", "畲族" if household.language == "she" else "汉族"),
        *(member.schooling, member.school_status, member.health, member.disability_grade or "", member.labour),
        *(_flag(member.works_away), _flag(member.has_public_job), member.medical, _flag(member.has_critical_cover)),
        member.pension,
    )


def _flag(value: bool | None) -> str:
    return "" if value is None else "yes" if value else "no"
