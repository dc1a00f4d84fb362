"""What is the same for every list that leaves sealed."""

import re

from sqlalchemy import select

from foundation.actor import system_actor
from foundation.audit import AuditEntry
from foundation.unit_of_work import Units
from tests.builders.world import World
from tests.web.conftest import ClientAs
from tests.web.lint import plain
from tests.web.sealed import ASKED, sealed_lines

TEST = system_actor("test")
LEADS = "/casework/leads/export?q=A-0&sort=-due"


def test_the_page_asks_why_and_leads_back_with_the_filters(client_as: ClientAs, world: World) -> None:
    page = client_as("county_officer").get(LEADS)
    assert "Export the list" in plain(page) and "Why is the file made?" in plain(page)
    assert 'href="/casework/leads?q=A-0&amp;sort=-due"' in page.text


def test_nothing_leaves_without_a_reason_and_a_long_password(client_as: ClientAs, units: Units, world: World) -> None:
    officer = client_as("county_officer")
    for wrong in ({"reason": ""}, {"password": "short", "again": "short"}, {"again": "another password"}):
        answer = officer.post(LEADS, {**ASKED, **wrong}, status=422)
        assert answer.mimetype == "text/html"
    assert not noted(units)


def test_who_made_the_file_and_why_stays_in_the_audit(client_as: ClientAs, units: Units, world: World) -> None:
    sealed_lines(client_as("county_officer"), LEADS)
    (entry,) = noted(units)
    assert entry.actor_id == world.users["county_officer"]
    assert entry.detail == {"list": "leads", "rows": 0, "reason": ASKED["reason"]}


def test_the_old_address_of_a_plain_file_gives_the_page(client_as: ClientAs, world: World) -> None:
    assert client_as("county_officer").get("/casework/leads?format=csv").mimetype == "text/html"


def test_the_buttons_look_the_same(client_as: ClientAs, world: World) -> None:
    officer = client_as("county_officer")
    for url in ("/casework/caseloads", "/registry/households"):
        page = officer.get(f"{url}?sort=name").text
        (button,) = re.findall(r"<a[^>]*>\s*Export the list\s*</a>", page)
        assert 'class="button is-secondary"' in button and f'{url}/export?sort=name"' in button


def noted(units: Units) -> list[AuditEntry]:
    with units.begin(TEST, read_only=True) as unit:
        return list(unit.session.scalars(select(AuditEntry).where(AuditEntry.action == "export_list")))
