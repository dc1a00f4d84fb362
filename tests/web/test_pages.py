"""Every page of every role, in both languages, with much to show: it renders, it is light, it asks for little."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import parse_qsl

import pytest
from flask import Flask, url_for
from flask.testing import FlaskClient
from sqlalchemy import Engine, event

from tests.builders.world import World
from tests.web.access_table import GET, ROWS, Row
from tests.web.busy import fill
from tests.web.lint import LintClient, PageFault
from tests.web.whole import PEOPLE, ROLE_OF, VISITOR, Sessions, whole_app

# Flask-Compress leaves the files of web/static to the garbage collector.
pytestmark = pytest.mark.filterwarnings("ignore:unclosed file .*static.*:ResourceWarning")
LANGUAGES = ("en", "zh")
ON_THE_WIRE = 100 * 1024
STYLE_OR_SCRIPT = re.compile(r"""<(?:link rel="stylesheet" href|script src)="([^"]+)\"""")
STATEMENTS = {
    "public.front": (VISITOR, 8),
    "public.show_money": (VISITOR, 7),
    "account.list_users": ("administrator", 4),
    "account.list_audit": ("auditor", 4),
    "registry.list_households": ("county_officer", 5),
    "registry.show_household": ("caseworker", 28),
    "registry.show_own_file": ("household_member", 25),
    "registry.list_imports": ("county_officer", 5),
    "registry.show_import": ("county_officer", 12),
    "registry.list_import_records": ("county_officer", 8),
    "registry.search": ("county_officer", 4),
    "collection.list_submissions": ("county_officer", 8),
    "collection.show_submission": ("county_officer", 12),
    "collection.show_conflict": ("county_officer", 16),
    "collection.list_forms": ("county_officer", 4),
    "collection.list_devices": ("county_officer", 4),
    "collection.list_decisions": ("county_officer", 4),
    "statistics.show_table": ("analyst", 12),
    "statistics.show_map": ("county_officer", 13),
    "statistics.list_shapes": ("county_officer", 4),
    "statistics.list_rounds": ("county_officer", 6),
    "monitoring.show_cockpit": ("county_officer", 10),
    "monitoring.list_rounds": ("county_officer", 4),
    "monitoring.list_round_changes": ("county_officer", 8),
    "casework.show_today": ("caseworker", 8),
    "casework.list_leads": ("county_officer", 5),
    "casework.show_lead": ("county_officer", 6),
    "casework.show_case": ("caseworker", 10),
    "casework.list_caseloads": ("supervisor", 4),
    "casework.show_pairing": ("supervisor", 8),
    "casework.show_run": ("supervisor", 8),
    "development.list_courses": ("trainer", 4),
    "development.show_trainer_home": ("trainer", 4),
    "development.show_sheet": ("trainer", 4),
    "development.list_pages": ("county_officer", 4),
    "insurance.list_products": ("insurer", 4),
    "insurance.list_applications": ("insurer", 4),
    "insurance.show_insurer_home": ("insurer", 6),
    "incentives.list_entries": ("township_reviewer", 4),
    "marketplace.list_offers": ("caseworker", 4),
    "marketplace.list_requests": ("enterprise", 4),
    "marketplace.show_enterprise_home": ("enterprise", 9),
    "marketplace.show_producer_home": ("producer", 4),
    "marketplace.show_public_market": (VISITOR, 5),
    "marketplace.list_goods": ("county_officer", 4),
    "marketplace.list_donations": ("finance_officer", 4),
    "ledger.list_accounts": ("finance_officer", 4),
    "ledger.show_account": ("finance_officer", 6),
    "ledger.list_payments": ("finance_officer", 4),
}
"""The most statements each page may take, who asks included, whatever the number of rows."""


@pytest.fixture(scope="module")
def app(server_url: str, template: tuple[str, World], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    with whole_app(server_url, template[0], "pages", tmp_path_factory.mktemp("pages")) as app:
        yield app


@pytest.fixture(scope="module")
def ids(app: Flask, template: tuple[str, World], tmp_path_factory: pytest.TempPathFactory) -> dict[str, int | str]:
    """The ids of what stands in the busy world."""
    return fill(app, template[1], tmp_path_factory.mktemp("sheets"))


@pytest.fixture(scope="module")
def sessions(app: Flask, ids: dict[str, int | str]) -> Sessions:
    return Sessions(app)


def address(app: Flask, row: Row, ids: dict[str, int | str]) -> str:
    """Return the address of a row with real ids in the place of its dummies."""
    (rule,) = [rule for rule in app.url_map.iter_rules(row.endpoint) if GET in (rule.methods or ())]
    asked = dict(parse_qsl(row.url.partition("?")[2]))
    blueprint = row.endpoint.partition(".")[0]
    own = {
        name: ids.get(f"{row.endpoint}.{name}") or ids.get(f"{blueprint}.{name}") or ids.get(name)
        for name in {*rule.arguments, *asked}
    }
    given = {name: found or asked.get(name, 1) for name, found in own.items()}
    with app.test_request_context():
        return url_for(row.endpoint, **given)


def people_of(row: Row) -> list[str]:
    return [person for person in PEOPLE if ROLE_OF.get(person, VISITOR) in row.who]


READ = [row for row in ROWS if row.method == GET and not row.by_token]
LISTED = [row for row in READ if re.search(r"9999|nothing|/9$", row.url) is None]
RECORDS = [row for row in READ if row not in LISTED]


@pytest.mark.parametrize("row", LISTED, ids=lambda row: row.endpoint)
def test_a_page_opens_for_everybody_who_may_enter(sessions: Sessions, row: Row) -> None:
    faults = [
        fault
        for person in people_of(row)
        for language in LANGUAGES
        for fault in look(sessions, person, language, row.url, frozenset({200, 302}))
    ]
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("row", RECORDS, ids=lambda row: row.endpoint)
def test_a_record_opens_for_somebody_and_is_whole(
    app: Flask, sessions: Sessions, row: Row, ids: dict[str, int | str]
) -> None:
    url, faults, opened = address(app, row, ids), [], []
    for person in people_of(row)[: 1 if url.endswith(".pdf") else None]:
        for language in LANGUAGES:
            faults += look(sessions, person, language, url, frozenset({200, 302, 404, 409}))
        if sessions.client(person).get(url).status_code in {200, 302}:
            opened.append(person)
    assert not faults, "\n".join(faults)
    assert opened, f"{url} opens for nobody"


def look(sessions: Sessions, person: str, language: str, url: str, allowed: frozenset[int]) -> list[str]:
    """Return what is wrong with a page as one person sees it in one language."""
    try:
        answer = LintClient(sessions.client(person, language), person).get(url, status=None)
    except PageFault as fault:
        return [f"{person}, {language}: {fault}"]
    return [] if answer.status_code in allowed else [f"{person}, {language}: {url} answers {answer.status_code}"]


@pytest.fixture(scope="module")
def weights() -> dict[str, int]:
    """What each style and script weighs on the wire, as it becomes known."""
    return {}


@pytest.mark.parametrize(
    "row", [row for row in LISTED + RECORDS if not row.url.endswith(".pdf")], ids=lambda row: row.endpoint
)
def test_a_page_is_light_on_a_slow_link(
    app: Flask, sessions: Sessions, row: Row, ids: dict[str, int | str], weights: dict[str, int]
) -> None:
    """The page with its styles and scripts, compressed as any browser takes it, without pictures."""
    url = address(app, row, ids)
    for person in people_of(row)[:1]:
        client = sessions.client(person)
        page = client.get(url)
        if page.mimetype == "text/html" and page.status_code == 200:
            parts = {part.replace("&amp;", "&") for part in STYLE_OR_SCRIPT.findall(page.text)}
            weights |= {part: wire_bytes(client, part) for part in parts - set(weights)}
            weight = wire_bytes(client, url) + sum(weights[part] for part in parts)
            assert weight <= ON_THE_WIRE, f"{person}: {url} weighs {weight:,} bytes, {ON_THE_WIRE:,} allowed"


def wire_bytes(client: FlaskClient, url: str) -> int:
    return len(client.get(url, headers={"Accept-Encoding": "gzip, deflate"}).data)


@contextmanager
def counted(engine: Engine) -> Iterator[list[str]]:
    """Gather the statements that reach the database."""
    statements: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        statements.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(engine, "before_cursor_execute", note)


@pytest.mark.parametrize("endpoint", STATEMENTS)
def test_a_page_asks_the_database_little(
    app: Flask, sessions: Sessions, endpoint: str, ids: dict[str, int | str]
) -> None:
    person, most = STATEMENTS[endpoint]
    row = next(row for row in ROWS if row.endpoint == endpoint)
    client = sessions.client(person)
    with counted(app.extensions["holdfast"].engine) as statements:
        assert client.get(address(app, row, ids)).status_code == 200
    told = "\n".join(f"  {number}. {' '.join(text.split())[:160]}" for number, text in enumerate(statements, 1))
    assert len(statements) <= most, f"{endpoint} takes {len(statements)} statements, {most} allowed:\n{told}"
