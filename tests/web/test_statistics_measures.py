"""The poverty measures: known figures of a small county, in words, and nothing of few households."""

import csv
import io
from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import func, select

from foundation.actor import system_actor
from foundation.unit_of_work import Units
from registry.models import Household, Income, Person
from registry.rules.words import IncomeSource
from tests.builders.world import TODAY, World
from tests.rooms.statistics_samples import people_county
from tests.web.conftest import ClientAs
from tests.web.lint import plain

pytestmark = pytest.mark.usefixtures("county")


@pytest.fixture
def county(units: Units, world: World) -> None:
    with units.begin(system_actor("command test")) as unit:
        people_county(unit, world)


def figures(text: str) -> dict[tuple[str, str, str], dict[str, str]]:
    rows = csv.DictReader(io.StringIO(text.lstrip("\ufeff")))
    return {(row["group_code"], row["measure"], row["figure"]): row for row in rows}


@pytest.mark.parametrize("name", ["analyst", "county_officer", "supervisor"])
def test_each_measure_says_what_it_means_and_where_it_comes_from(client_as: ClientAs, name: str) -> None:
    page = plain(client_as(name).get("/statistics/measures"))
    assert "How many people live below the line" in page
    assert "Source: Alkire and Foster 2011." in page
    assert "Weights of the multidimensional index" in page


def test_others_are_refused(client_as: ClientAs) -> None:
    client_as("caseworker").get("/statistics/measures", status=403)
    client_as("supervisor").get("/statistics/measures/file", status=403)


def test_the_figures_are_those_of_the_county(client_as: ClientAs) -> None:
    found = figures(client_as("analyst").get("/statistics/measures/file?kind=csv").text)
    assert float(found["", "dependency", "ratio"]["value"]) == 100
    assert float(found["", "dependency", "young"]["value"]) == 50
    assert found["360121100", "fgt", "headcount"]["value"] == ""


def test_one_poor_household_among_many_is_hidden(client_as: ClientAs, units: Units) -> None:
    with units.begin(system_actor("command test")) as unit:
        households = unit.session.scalars(select(Household).where(Household.closed_on.is_(None))).all()
        for number, household in enumerate(households):
            unit.session.add(income(household, 100 if number == 0 else 30_000_000))
    client = client_as("analyst")
    found = figures(client.get("/statistics/measures/file?kind=csv").text)
    hidden = found["", "fgt", "headcount"]
    assert (hidden["value"], hidden["is_hidden"]) == ("", "True")
    assert float(found["", "quintiles", "fifth_5"]["value"]) > 0.2
    assert 'aria-label="hidden"' in client.get("/statistics/measures").text


def earn(units: Units, amounts: Sequence[int]) -> list[Household]:
    """Give each open household a yearly income of so many yuan a person, one amount after the other."""
    with units.begin(system_actor("command test")) as unit:
        households = unit.session.scalars(select(Household).where(Household.closed_on.is_(None))).all()
        for number, household in enumerate(households):
            living = select(func.count()).where(Person.household_id == household.id, Person.left_on.is_(None))
            members = unit.session.scalars(living).one()
            unit.session.add(income(household, amounts[number % len(amounts)] * 100 * members))
        return list(households)


def test_income_is_held_against_the_chosen_line(client_as: ClientAs, units: Units) -> None:
    earn(units, [5_000, 12_000, 20_000, 60_000])
    client = client_as("analyst")

    def headcount(line: str) -> float:
        return float(
            figures(client.get(f"/statistics/measures/file?line={line}").text)["", "fgt", "headcount"]["value"]
        )

    official, double, relative = headcount("official"), headcount("double"), headcount("half_median")
    assert 0 < official < double < 1
    assert relative == official
    assert "Twice the income line" in plain(client.get("/statistics/measures?line=double"))
    client.get("/statistics/measures?line=8000", status=422)


def test_a_line_that_would_tell_few_households_from_the_others_is_hidden(client_as: ClientAs, units: Units) -> None:
    some = [1_000] * 20 + [60_000] * 40
    with_three_between = earn(units, [*some[:57], 10_000, 10_000, 10_000])
    assert len(with_three_between) >= 60
    client = client_as("analyst")
    shown = figures(client.get("/statistics/measures/file?line=official").text)["", "fgt", "headcount"]
    hidden = figures(client.get("/statistics/measures/file?line=double").text)["", "fgt", "headcount"]
    assert shown["is_hidden"] == "False" and float(shown["value"]) > 0
    assert (hidden["is_hidden"], hidden["value"], hidden["line"]) == ("True", "", "double")


def test_households_are_parted_by_a_code_list(client_as: ClientAs, units: Units) -> None:
    earn(units, [5_000, 60_000])
    client = client_as("analyst")
    page = plain(client.get("/statistics/measures?by=class"))
    assert "Group by group: Class" in page and "Left poverty" in page
    groups = {key[0] for key in figures(client.get("/statistics/measures/file?by=class").text)}
    assert {"", "ex_poor"} <= groups
    assert "All households are in one group." in plain(client.get("/statistics/measures?by=sanitation"))
    assert "cannot be broken down" in plain(client.get("/statistics/measures?by=name", status=422))


def test_survey_weights_count_unless_they_are_left_aside(client_as: ClientAs, units: Units) -> None:
    poor = earn(units, [5_000, 60_000])[0::2]
    with units.begin(system_actor("command test")) as unit:
        for household in unit.session.scalars(select(Household).where(Household.id.in_([each.id for each in poor]))):
            household.survey_weight = Decimal(3)
    client = client_as("analyst")
    assert "households count with their survey weight" in plain(client.get("/statistics/measures"))
    assert "Survey weights are left aside" in plain(client.get("/statistics/measures?is_unweighted=y"))
    weighted, plainly = (
        float(figures(client.get(f"/statistics/measures/file?{asked}").text)["", "fgt", "headcount"]["value"])
        for asked in ("", "is_unweighted=y")
    )
    assert weighted > plainly + 0.1


def income(household: Household, amount_minor: int) -> Income:
    return Income(
        household_id=household.id,
        region_path=household.region_path,
        source=IncomeSource.WAGE,
        amount_minor=amount_minor,
        received_on=TODAY - timedelta(days=60),
    )


def test_a_region_outside_is_not_found_and_a_day_to_come_refused(client_as: ClientAs) -> None:
    outside = "area=360000.360100.360121.360121101."
    client_as("township_reviewer").get(f"/statistics/measures?{outside}", status=404)
    page = plain(client_as("analyst").get("/statistics/measures?as_of=2027-01-01", status=422))
    assert "has not come yet" in page
    client_as("analyst").get("/statistics/measures/file?as_of=2027-01-01", status=422)
    page = client_as("analyst").get("/statistics/measures/file?as_of=soon&kind=csv", status=302)
    assert page.location == "/statistics/measures?as_of=soon&kind=csv"


def test_intervals_come_on_request(client_as: ClientAs) -> None:
    assert "Interval of 95 percent" not in plain(client_as("analyst").get("/statistics/measures"))
    assert "Interval of 95 percent" in plain(client_as("analyst").get("/statistics/measures?has_intervals=y"))
