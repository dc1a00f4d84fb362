"""What each role sees of a family: on its page, behind a reason, in the copy on paper and through the API."""

from datetime import date, timedelta

import pytest

from foundation.actor import system_actor
from foundation.unit_of_work import Units
from registry.operations.api_tokens import make_token
from registry.rules.api_tokens import ApiScope
from tests.builders.world import World
from tests.rooms.linkage_kit import add_member
from tests.web.conftest import ClientAs
from tests.web.lint import plain

PHONE, CHILDS_PHONE = "13800000000", "13911112222"


@pytest.fixture
def child(units: Units, world: World) -> int:
    """A seriously ill child of a family."""
    with units.begin(system_actor("test")) as unit:
        born = date(2018, 3, 1)
        return add_member(
            unit, world, "A-001", name="陈小宝", born_on=born, health="serious", schooling="primary", phone=CHILDS_PHONE
        )


@pytest.mark.parametrize(
    ("role", "phone", "childs_phone", "sees_child", "may_ask"),
    [
        ("caseworker", PHONE, "hidden", False, False),
        ("supervisor", "hidden", "hidden", False, False),
        ("auditor", "hidden", "hidden", False, False),
        ("township_reviewer", "•••••••0000", "•••••••2222", True, True),
        ("county_officer", "•••••••0000", "•••••••2222", True, True),
    ],
)
def test_the_file_shows_what_the_table_says(
    client_as: ClientAs,
    world: World,
    child: int,
    role: str,
    phone: str,
    childs_phone: str,
    sees_child: bool,
    may_ask: bool,
) -> None:
    page = client_as(role).get(f"/registry/households/{world.households['A-001']}")
    words = plain(page)
    assert "陈桂英" in words and "陈小宝" in words and phone in words and childs_phone in words
    assert (PHONE in words) is (phone == PHONE) and CHILDS_PHONE not in words
    assert ("under 14" in words) is not sees_child
    assert "Serious illness" not in words
    assert ("needs attention" in words) is (role not in ("supervisor", "auditor"))
    assert (f"/registry/people/{child}/reveal" in page.text) is may_ask
    assert ("Income and spending by kind" in words) <= sees_child


def test_a_reason_shows_numbers_and_health(client_as: ClientAs, child: int) -> None:
    answer = client_as("county_officer").post(
        f"/registry/people/{child}/reveal", {"reason": "a bed in hospital"}, status=200
    )
    assert CHILDS_PHONE in plain(answer) and "Serious" in plain(answer)


@pytest.mark.parametrize("role", ["enterprise", "analyst", "insurer"])
def test_who_has_no_business_with_a_family_gets_no_page_of_it(client_as: ClientAs, world: World, role: str) -> None:
    client = client_as(role)
    for path in ("", "/history", "?as_of=2026-06-01"):
        client.get(f"/registry/households/{world.households['A-001']}{path}", status=403)
    client.get(f"/reports/households/{world.households['A-001']}/file.pdf", status=403)
    assert "陈桂英" not in plain(client.get("/registry/search?q=陈桂英")).replace("“陈桂英”", "")


def test_a_family_sees_all_of_itself(client_as: ClientAs, child: int) -> None:
    words = plain(client_as("household_member").get("/registry/my-file"))
    assert "陈小宝" in words and "8 years" in words and "under 14" not in words


@pytest.mark.parametrize(("role", "sees_child"), [("caseworker", False), ("county_officer", True)])
def test_the_api_leaves_out_the_life_of_a_child(app, units, world, child, role, sees_child) -> None:
    with units.begin(system_actor("test")) as unit:
        unit.actor = world.actor(unit, role)
        token = make_token(unit, "test", (ApiScope.REGISTER,), unit.today + timedelta(days=9)).text
    url = f"/api/v1/households/{world.households['A-001']}/members"
    rows = app.test_client().get(url, headers={"Authorization": f"Bearer {token}"}).json
    mine = next(row for row in rows if row["id"] == child)
    grown = next(row for row in rows if row["relation"] == "head")
    assert mine["name"] == "陈小宝" and (mine["birth_year"], mine["schooling"]) == (
        (2018, "primary") if sees_child else (None, None)
    )
    assert grown["birth_year"] is not None
