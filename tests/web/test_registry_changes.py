"""Recording changes of families on screen: whom, what, check, done; the history, and a day in the past."""

import re
from collections.abc import Mapping
from datetime import date

import pytest
from sqlalchemy import select

from foundation.actor import system_actor
from foundation.unit_of_work import Units
from registry.models import Household, HouseholdChange, Person
from tests.builders.world import World
from tests.rooms.casework_samples import opened_case
from tests.web.conftest import ClientAs
from tests.web.lint import LintClient, plain
from tests.web.sealed import sealed_lines

DAY = "2026-06-08"


def people(units: Units, household_id: int) -> dict[str, int]:
    """The members of a household by relation."""
    with units.begin(system_actor("test"), read_only=True) as unit:
        rows = select(Person.relation, Person.id).where(Person.household_id == household_id, Person.left_on.is_(None))
        return {row.relation.value: row.id for row in unit.session.execute(rows)}


def go_through(client: LintClient, url: str, data: Mapping[str, str]) -> str:
    """Check the answers, then confirm; return what the check page says."""
    checked = client.post(url, data, status=200)
    page = plain(checked)
    assert "Check before it is recorded" in page
    hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', checked.text))
    client.post(url, {**hidden, "csrf_token": client.token(), "stage": "confirm"}, status=302)
    return page


@pytest.fixture
def home(world: World) -> int:
    return world.households["A-001"]


def address(household_id: int, kind: str, query: str = "") -> str:
    return f"/registry/households/{household_id}/changes/{kind}{query}"


def test_the_page_offers_every_kind_of_change(client_as: ClientAs, home: int) -> None:
    page = plain(client_as("township_reviewer").get(f"/registry/households/{home}/changes"))
    for kind in ("Split", "Merge", "Move", "Change of head", "Birth", "Death", "Marriage", "Divorce", "Member joins"):
        assert kind in page


def test_a_birth_is_checked_and_recorded(client_as: ClientAs, units: Units, home: int) -> None:
    reviewer, url = client_as("township_reviewer"), address(home, "birth")
    reviewer.get(url)
    answers = {"name": "陈小小", "sex": "male", "happened_on": DAY, "relation": "child"}
    assert "This field is required" in plain(reviewer.post(url, {**answers, "name": ""}, status=422))
    page = go_through(reviewer, url, answers)
    assert "陈小小 · Child · 0 years" in page and "8 June 2026" in page
    history = plain(reviewer.get(f"/registry/households/{home}/history"))
    assert "Birth: 陈小小" in history and "Take back" in history
    assert "陈小小" in plain(reviewer.get(f"/registry/households/{home}"))


def test_checking_records_nothing(client_as: ClientAs, units: Units, home: int) -> None:
    reviewer, url = client_as("township_reviewer"), address(home, "birth")
    answers = {"name": "陈小小", "sex": "male", "happened_on": DAY, "relation": "child"}
    reviewer.post(url, answers, status=200)
    back = reviewer.post(url, {**answers, "stage": "change"}, status=200)
    assert 'value="陈小小"' in back.text
    with units.begin(system_actor("test"), read_only=True) as unit:
        assert not unit.session.scalars(select(HouseholdChange)).all()
    assert "record_birth" not in plain(client_as("auditor").get("/account/audit"))


def test_a_death_of_the_head_asks_for_another_one(client_as: ClientAs, units: Units, home: int) -> None:
    reviewer, members = client_as("township_reviewer"), people(units, home)
    url = address(home, "death")
    assert "Who is it about?" in plain(reviewer.get(url))
    assert "The head goes" in plain(reviewer.get(f"{url}?next=1&person={members['head']}"))
    asked = f"{url}?next=1&person={members['head']}&head={members['spouse']}"
    form = reviewer.get(asked)
    assert re.search(rf'name="relation_{members["spouse"]}".*?<option selected value="head"', form.text, re.S)
    answers = {"happened_on": DAY} | {
        f"relation_{members['spouse']}": "head",
        f"relation_{members['child']}": "child",
        f"relation_{members['parent']}": "other",
    }
    go_through(reviewer, asked, answers)
    file = plain(reviewer.get(f"/registry/households/{home}"))
    assert "陈某 no. 2 Head" in file and "Death" in file


def test_a_split_shows_both_households_before_it_is_done(client_as: ClientAs, units: Units, home: int) -> None:
    officer, members = client_as("county_officer"), people(units, home)
    url = address(home, "split")
    assert "Choose at least one member" in plain(officer.get(f"{url}?next=1"))
    assert "Choose the head of the new household" in plain(
        officer.get(f"{url}?next=1&people={members['child']}&people={members['parent']}")
    )
    asked = f"{url}?next=1&people={members['parent']}"
    officer.get(asked)
    answers = {"happened_on": DAY, "village_code": "360121100202", f"relation_{members['parent']}": "head"}
    page = go_through(officer, asked, answers)
    assert "Household A-001 afterwards" in page and "Household A-001-2 afterwards new" in page
    assert "A-001-2" in plain(officer.get("/registry/households?q=A-001"))
    assert "household A-001-2" in plain(officer.get(f"/registry/households/{home}/history"))


def test_an_unlikely_family_is_told_and_left_to_people(client_as: ClientAs, units: Units, home: int) -> None:
    officer, members = client_as("county_officer"), people(units, home)
    asked = f"{address(home, 'head')}?next=1&person={members['child']}"
    answers = {"happened_on": DAY, f"relation_{members['child']}": "head"} | {
        f"relation_{members[who]}": "parent" for who in ("head", "spouse", "parent")
    }
    page = go_through(officer, asked, answers)
    assert "This is unlikely" in page and "The head, 陈小, would be 11 years old." in page


def test_what_cannot_be_stays_on_the_form(client_as: ClientAs, units: Units, home: int) -> None:
    officer, members = client_as("county_officer"), people(units, home)
    asked = f"{address(home, 'head')}?next=1&person={members['child']}"
    answers = {"happened_on": DAY} | {f"relation_{person}": "head" for person in members.values()}
    assert "more than one head" in plain(officer.post(asked, answers, status=422))
    birth = {"name": "陈", "sex": "male", "happened_on": "2030-01-01", "relation": "child"}
    assert "The day lies in the future" in plain(officer.post(address(home, "birth"), birth, status=422))


def test_a_merge_names_the_other_household(client_as: ClientAs, units: Units, world: World, home: int) -> None:
    officer = client_as("county_officer")
    url = address(home, "merge")
    assert "no open household with the code Z-9" in plain(officer.get(f"{url}?next=1&other=Z-9"))
    assert "same household" in plain(officer.get(f"{url}?next=1&other=A-001"))
    theirs = people(units, world.households["A-002"])
    answers = {"happened_on": DAY} | {f"relation_{person}": "other" for person in theirs.values()}
    page = go_through(officer, f"{url}?next=1&other=A-002", answers)
    assert "Household A-002 afterwards closed" in page
    closed = plain(officer.get(f"/registry/households/{world.households['A-002']}"))
    assert "closed since 8 June 2026" in closed and "Record a change" not in closed
    officer.get(address(world.households["A-002"], "birth"), status=409)
    past = plain(officer.get(f"/registry/households/{world.households['A-002']}?as_of=2026-06-01"))
    assert "刘建国" in past and "as it was on 1 June 2026" in past


def test_a_merge_with_an_open_case_says_what_to_do(client_as: ClientAs, units: Units, world: World, home: int) -> None:
    with units.begin(system_actor("test")) as unit:
        opened_case(unit, world, "A-002")
    theirs = people(units, world.households["A-002"])
    answers = {"happened_on": DAY} | {f"relation_{person}": "other" for person in theirs.values()}
    url = address(home, "merge", "?next=1&other=A-002")
    assert "Record the merge on its page instead" in plain(client_as("county_officer").post(url, answers, status=422))


def test_a_move_changes_who_sees_the_household(client_as: ClientAs, home: int) -> None:
    officer = client_as("county_officer")
    url = address(home, "move")
    assert "360121101201" in officer.get(url).text
    go_through(officer, url, {"happened_on": DAY, "village_code": "360121101201", "address": "乙一村 5 号"})
    client_as("other_caseworker").get(f"/registry/households/{home}")
    client_as("caseworker").get(f"/registry/households/{home}", status=404)
    reviewer = client_as("township_reviewer")
    reviewer.post(address(home, "move"), {"happened_on": DAY, "village_code": "360121100201"}, status=404)


@pytest.mark.parametrize(
    ("kind", "query", "answers", "told"),
    [
        (
            "marriage",
            "?next=1&person={child}",
            {"home": "here", "source": "new", "name": "林大海", "sex": "male", "born_on": "1999-01-01"}
            | {"relation": "child_in_law"},
            "林大海 · Child-in-law",
        ),
        (
            "marriage",
            "?next=1&person={child}",
            {"home": "here", "source": "registered", "member_household": "A-002", "member_number": "3"}
            | {"relation": "child_in_law"},
            "Household A-002 afterwards",
        ),
        ("divorce", "?next=1&person={spouse}", {"former_spouse": "{head}", "where": "own"}, "A-001-2 afterwards new"),
        ("left", "?next=1&person={parent}", {"where": "into", "target": "B-001", "target_relation": "other"}, "B-001"),
        (
            "joined",
            "",
            {"source": "new", "name": "王五", "sex": "male", "born_on": "1950-01-01", "relation": "other"},
            "王五",
        ),
        ("closed", "", {"end": "moved_away"}, "Household A-001 afterwards closed"),
        ("error", "?next=1&person={child}", {"reason": "a cousin"}, "陈某 · Spouse"),
    ],
)
def test_the_other_kinds(
    kind: str, query: str, answers: dict[str, str], told: str, client_as: ClientAs, units: Units, home: int
) -> None:
    officer, members = client_as("county_officer"), people(units, home)
    url = address(home, kind, query.format(**members))
    officer.get(url)
    data = {name: text.format(**members) for name, text in answers.items()}
    assert told in go_through(officer, url, {"happened_on": DAY, **data})


def test_whoever_joins_must_be_told(client_as: ClientAs, home: int) -> None:
    officer = client_as("county_officer")
    answers = {"happened_on": DAY, "source": "new", "relation": "other"}
    assert plain(officer.post(address(home, "joined"), answers, status=422)).count("This is needed here") >= 3
    answers |= {"source": "registered", "member_household": "A-002", "member_number": "77"}
    assert "no member with the number 77" in plain(officer.post(address(home, "joined"), answers, status=422))


def test_a_change_is_taken_back_with_a_reason(client_as: ClientAs, units: Units, home: int) -> None:
    officer = client_as("county_officer")
    go_through(officer, address(home, "move"), {"happened_on": DAY, "village_code": "360121101201"})
    with units.begin(system_actor("test"), read_only=True) as unit:
        change_id = unit.session.scalars(select(HouseholdChange.id)).one()
    url = f"/registry/changes/{change_id}/undo"
    assert "Take back: Move of 8 June 2026" in plain(officer.get(url))
    officer.post(url, {"reason": ""}, status=422)
    officer.post(url, {"reason": "the wrong family"})
    assert "Taken back on 15 June 2026" in plain(officer.get(f"/registry/households/{home}/history"))
    assert "was taken back already" in plain(officer.post(url, {"reason": "again"}, status=422))
    client_as("caseworker").get(f"/registry/households/{home}")


def test_the_list_and_the_file_of_a_past_day(client_as: ClientAs, units: Units, world: World, home: int) -> None:
    officer, members = client_as("county_officer"), people(units, home)
    asked = f"{address(home, 'split')}?next=1&people={members['parent']}"
    answers = {"happened_on": DAY, "village_code": "360121101201", f"relation_{members['parent']}": "head"}
    go_through(officer, asked, answers)
    assert "1 to 6 of 6" in plain(officer.get("/registry/households"))
    past = plain(officer.get("/registry/households?as_of=2026-06-01&q=A-"))
    assert "1 to 3 of 3" in past and "as they were on 1 June 2026" in past
    assert "陈桂英 Village 甲一村" in past or "陈桂英 甲一村 4" in past
    assert "No household fits" in plain(officer.get("/registry/households?as_of=2020-01-01"))
    lines = sealed_lines(officer, "/registry/households/export?as_of=2026-06-01&q=陈桂")
    assert lines[1].split(",")[:5] == ["2026-06-01", "A-001", "陈桂英", "甲一村", "4"]
    file = plain(officer.get(f"/registry/households/{home}?as_of=2026-06-01"))
    assert "陈老" in file and "Edit" not in file
    with units.begin(system_actor("test"), read_only=True) as unit:
        new = unit.session.scalars(select(Household.id).where(Household.code == "A-001-2")).one()
    officer.get(f"/registry/households/{new}?as_of=2026-06-01", status=404)
    officer.get(f"/registry/households/{home}?as_of=yesterday", status=200)
    client_as("caseworker").get(f"/registry/households/{new}?as_of={date(2026, 6, 10)}", status=404)


def test_an_unknown_kind_of_change_is_not_there(client_as: ClientAs, home: int) -> None:
    client_as("county_officer").get(address(home, "adoption"), status=404)
