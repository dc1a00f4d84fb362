"""Validation on the screen: the desk, rules, villages, work lists, exceptions, runs, and a region's own rules."""

from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from flask import Flask, g, render_template
from sqlalchemy import insert, select, update

from foundation.actor import system_actor
from foundation.clock import FixedClock
from foundation.unit_of_work import Units
from registry.models import ExtraField, Household, Person, QualityException, QualityFinding, QualityRun
from registry.operations.quality.exceptions import grant_exception
from registry.quality import shipped_rules
from registry.queries.quality import list_household_findings
from registry.rules.quality.words import RunState
from tests.builders.world import COUNTY, NOW, TODAY, TOWNSHIP_B, World
from tests.web.conftest import ClientAs
from tests.web.lint import plain
from tests.web.sealed import sealed_lines
from workflows.validate_registry import carry_out, validate_registry

SYSTEM = system_actor("test")
UNTIL = TODAY + timedelta(days=100)
RULES = """
[[rule]]
id = "our_broadband"
severity = "low"
subject = "household"
when = "not extra.has_broadband and members >= 3"
title.en = "Large household without broadband"
title.zh = "多人户未通宽带"
message.en = "%(members)s members and no broadband. Ask the telecom office."
message.zh = "%(members)s人未通宽带，请联系电信部门。"
mend = ["extra.has_broadband"]
source = "County notice"
valid_from = 2020-01-01
"""


@pytest.fixture
def checked(units: Units, world: World) -> World:
    """A register with three faults in village A and one in B, and two checks, the second of which found them."""
    validate_registry(Units(units.open_session, FixedClock(NOW - timedelta(days=1))), SYSTEM)
    with units.begin(SYSTEM) as unit:
        unit.session.execute(
            update(Household).where(Household.code.in_(["A-001", "B-001"])).values(is_dwelling_safe=False)
        )
        unit.session.execute(
            update(Person)
            .where(Person.household_id == world.households["A-001"], Person.code == "1")
            .values(monthly_wage_minor=3_000_100, disability_kind="limb", disability_grade=2)
        )
    validate_registry(units, SYSTEM)
    return world


def finding_id(units: Units, rule_id: str, world: World, code: str = "A-001") -> int:
    with units.begin(SYSTEM, read_only=True) as unit:
        found = unit.session.scalar(
            select(QualityFinding.id).where(
                QualityFinding.rule_id == rule_id, QualityFinding.household_id == world.households[code]
            )
        )
    assert found is not None
    return found


def test_the_desk_counts_by_severity_rule_and_village(client_as: ClientAs, checked: World) -> None:
    page = plain(client_as("county_officer").get("/registry/quality"))
    assert "High severity 2 2 more than before the last check" in page
    assert "Unsafe dwelling, not monitored High 2 2 more" in page
    assert "甲一村 1 1 1 3 more" in page
    assert "Check the region now" in page
    own = plain(client_as("caseworker").get("/registry/quality?lang=zh"))
    assert "住房不安全，未纳入监测" in own and "乙一村" not in own


def test_before_the_first_check_the_desk_says_so(client_as: ClientAs) -> None:
    assert "Nothing was checked yet" in plain(client_as("county_officer").get("/registry/quality"))
    assert "Nothing was checked yet" in plain(client_as("caseworker").get("/registry/quality/runs"))
    assert "No village has anything to mend" in plain(client_as("caseworker").get("/registry/quality/villages"))
    assert "Nothing fits this filter" in plain(client_as("caseworker").get("/registry/quality/findings"))


def test_a_rule_says_what_it_asks_and_lists_what_it_found(client_as: ClientAs, checked: World) -> None:
    page = plain(client_as("county_officer").get("/registry/quality/rules/5_16_002"))
    assert "Rule 5_16_001" in page and "5_16_001, 5_16_002" in page
    assert "The monthly wage is recorded as ‹Monthly wage›" in page
    assert "The monthly wage is recorded as 30,001.00 yuan; usual are 100 to 30,000 yuan." in page
    assert "monthly_wage &gt; yuan_a_month(30000)" in page and "county scripts 2023" in page
    assert "Edit the member" in page and "yuan a month" in page
    chinese = plain(client_as("county_officer").get("/registry/quality/rules/5_16_001?lang=zh"))
    assert "月工资登记为30,001.00" in chinese
    client_as("county_officer").get("/registry/quality/rules/nothing", status=404)


def test_a_rule_over_what_nobody_records_says_so(client_as: ClientAs, checked: World) -> None:
    client = client_as("auditor")
    assert "nobody records “Kind of natural disaster” yet" in plain(client.get("/registry/quality/rules/2_11_005"))
    page = plain(client.get("/registry/quality/rules/1_11_009"))
    assert "“How the risk ended” is known in part only. Casework records no elimination after help yet" in page


def test_every_rules_page_can_be_read_in_both_languages(client_as: ClientAs, checked: World) -> None:
    client = client_as("county_officer")
    for rule in shipped_rules():
        assert rule.title.en in plain(client.get(f"/registry/quality/rules/{rule.id}")).replace("&#39;", "'")
    for rule in list(shipped_rules())[:10]:
        assert rule.title.zh in plain(client.get(f"/registry/quality/rules/{rule.id}?lang=zh"))


def test_health_is_hidden_from_those_who_may_not_see_it(client_as: ClientAs, checked: World) -> None:
    for person in ("county_officer", "caseworker", "auditor"):
        page = plain(client_as(person).get("/registry/quality/rules/4_01_007"))
        assert "limb disability of grade hidden" in page and "grade 2" not in page


def test_a_village_has_its_work_list(client_as: ClientAs, checked: World) -> None:
    page = client_as("caseworker").get("/registry/quality/villages/360121100201")
    words = plain(page)
    assert "Work list of 甲一村" in words and "试验县 · 甲镇 · 甲一村" in words
    assert "Open the file" not in words and "Edit the household" in words
    assert f"/registry/households/{checked.households['A-001']}/edit" in page.text
    assert "Nothing to mend here" in plain(client_as("caseworker").get("/registry/quality/villages/360121101201"))
    assert "Look at" in words and "Monthly wage" in words
    client_as("caseworker").get("/registry/quality/villages/999", status=404)


def test_lists_are_narrowed_sorted_and_paged(client_as: ClientAs, checked: World) -> None:
    client = client_as("county_officer")
    base = "/registry/quality/findings"
    assert "B-001" not in plain(client.get(f"{base}?q=A-0"))
    assert "A-001" not in plain(client.get(f"{base}?q=周志强"))
    low = plain(client.get(f"{base}?severity=low"))
    assert "monthly wage" in low and "dwelling is recorded" not in low
    assert "A-001" not in plain(client.get(f"{base}?region={TOWNSHIP_B}"))
    assert "B-001" not in plain(client.get(f"{base}?rule=5_16_001"))
    for sort in ("severity", "-household", "village", "-rule", "first_seen"):
        client.get(f"{base}?sort={sort}")
    assert "1–1 of 4" in plain(client.get(f"{base}?size=1")) or "1 to 1" in plain(client.get(f"{base}?size=1"))
    rules = plain(client.get("/registry/quality/rules?q=wage&severity=low&sort=-open"))
    assert "5_16_001, 5_16_002" in rules and "1_02_001" not in rules
    assert "No rule fits this filter" in plain(client.get("/registry/quality/rules?q=xyzzy"))
    for sort in ("village", "-high", "change", "township"):
        client.get(f"/registry/quality/villages?sort={sort}&q=村")
    assert "甲一村" not in plain(client.get("/registry/quality/villages?q=nowhere"))


def test_lists_are_exported_as_they_are_shown(client_as: ClientAs, checked: World) -> None:
    client = client_as("county_officer")
    lines = sealed_lines(client, "/registry/quality/findings/export?severity=high")
    assert lines[0].startswith("household,head,member,village,rule,severity,text,fields,since")
    assert len(lines) == 3 and "1_02_001" in lines[1]
    assert "5_16_001" in sealed_lines(client, "/registry/quality/rules/5_16_001/export")[1]
    client.get("/registry/quality/rules/nothing/export", status=404)
    assert "甲一村,甲镇,1,1,1,0,3" in client.get("/registry/quality/villages?format=csv").text
    of_village = sealed_lines(client, "/registry/quality/villages/360121101201/export")
    assert "".join(of_village).count("B-001") == 1
    assert client.get("/registry/quality/findings?format=csv").mimetype == "text/html"
    client_as("caseworker").get("/registry/quality/findings/export", status=403)


def test_an_exception_is_granted_listed_and_ended(client_as: ClientAs, checked: World, units: Units) -> None:
    officer, found = client_as("county_officer"), finding_id(units, "5_16_001", checked)
    address = f"/registry/quality/findings/{found}/except"
    page = plain(officer.get(address))
    assert "30,001.00 yuan" in page and "At most until 14 June 2028" in page
    assert "This field is required" in plain(officer.post(address, {"until_on": UNTIL.isoformat()}, status=422))
    late = {"reason": "Works as a ship's captain.", "until_on": "2029-01-01"}
    assert "An exception lasts two years at most" in plain(officer.post(address, late, status=422))
    past = {**late, "until_on": TODAY.isoformat()}
    assert "Choose a day after today" in plain(officer.post(address, past, status=422))
    officer.post(address, {**late, "until_on": UNTIL.isoformat()})
    assert "There is an exception for this already" in plain(officer.post(address, late, status=422))
    assert "5_16_001" not in officer.get("/registry/quality/findings").text.split("</form>")[-1]
    assert "A-001" in plain(officer.get("/registry/quality/findings?state=excepted"))
    rule = plain(officer.get("/registry/quality/rules/5_16_001"))
    assert "False alarms 100 %" in rule
    listed = plain(officer.get("/registry/quality/exceptions"))
    assert "ship&#39;s captain" in listed and "23 September 2026" in listed
    with units.begin(SYSTEM, read_only=True) as unit:
        exception_id = unit.session.scalars(select(QualityException.id)).one()
    assert "goes back to the work list" in plain(officer.get(f"/registry/quality/exceptions/{exception_id}/end"))
    officer.post(f"/registry/quality/exceptions/{exception_id}/end")
    assert "No exception is in force" in plain(officer.get("/registry/quality/exceptions"))
    assert "ended by County Officer" in plain(officer.get("/registry/quality/exceptions?state=over"))
    officer.get("/registry/quality/exceptions/999/end", status=404)


def test_an_exception_of_another_area_is_not_found(client_as: ClientAs, checked: World, units: Units) -> None:
    found = finding_id(units, "1_02_001", checked, "B-001")
    with units.begin(SYSTEM) as unit:
        granted = grant_exception(unit, found, reason="Being rebuilt now.", until_on=UNTIL)
    reviewer = client_as("township_reviewer")
    reviewer.get(f"/registry/quality/findings/{found}/except", status=404)
    reviewer.post(f"/registry/quality/findings/{found}/except", status=404)
    reviewer.get(f"/registry/quality/exceptions/{granted.exception_id}/end", status=404)
    reviewer.post(f"/registry/quality/exceptions/{granted.exception_id}/end", status=404)
    assert "No exception is in force" in plain(reviewer.get("/registry/quality/exceptions"))


def test_a_check_is_asked_for_and_watched(client_as: ClientAs, units: Units) -> None:
    officer = client_as("county_officer")
    address = officer.post("/registry/quality/runs", {"area": COUNTY}).location
    page = plain(officer.get(address))
    assert "Waiting for the worker" in page and "The page looks again by itself" in page
    assert "A check is under way" in plain(officer.get("/registry/quality"))
    officer.post("/registry/quality/runs", {"area": COUNTY}, status=409)
    run_id = int(address.rsplit("/", 1)[1])
    carry_out(units, SYSTEM, run_id)
    done = plain(officer.get(address))
    assert "The check is finished" in done and "0 are new, 0 are mended" in done
    assert "before the last check" not in plain(officer.get("/registry/quality"))
    assert "County Officer" in plain(officer.get("/registry/quality/runs"))
    assert "Your part of the result" in plain(client_as("caseworker").get(address))
    officer.post("/registry/quality/runs", {"area": "36."})
    assert "Choose one of your regions" in plain(officer.get("/registry/quality"))
    with units.begin(SYSTEM) as unit:
        unit.session.get_one(QualityRun, run_id).state = RunState.BROKEN
    assert "This check broke off" in plain(officer.get(address))


def test_a_mended_household_is_checked_at_once(client_as: ClientAs, checked: World, units: Units) -> None:
    household_id = checked.households["A-001"]
    with units.begin(SYSTEM) as unit:
        unit.session.execute(update(Household).where(Household.id == household_id).values(is_dwelling_safe=True))
    caseworker = client_as("caseworker")
    caseworker.post(f"/registry/quality/households/{household_id}/check")
    page = plain(caseworker.get(f"/registry/households/{household_id}"))
    assert "1 finding is mended. 2 findings stand." in page
    assert "A-001" in plain(caseworker.get("/registry/quality/findings?state=cleared"))
    caseworker.post(f"/registry/quality/households/{checked.households['B-001']}/check", status=404)


def test_a_region_adds_rules_about_its_own_fields(client_as: ClientAs, units: Units, world: World) -> None:
    officer = client_as("county_officer")
    assert "No region has added rules" in plain(officer.get("/registry/quality/own-rules"))
    assert "extra.has_broadband" not in plain(officer.get("/registry/quality/own-rules/new"))
    form = {"name": "broadband", "area": COUNTY, "text": RULES}
    refused = plain(officer.post("/registry/quality/own-rules/new", form, status=422))
    assert "no further field “has_broadband” is defined here" in refused and "column 5" in refused
    define_broadband(units)
    assert "extra.has_broadband" in plain(officer.get("/registry/quality/own-rules/new"))
    address = officer.post("/registry/quality/own-rules/new", form).location
    assert "our_broadband" in plain(officer.get(address))
    with units.begin(SYSTEM) as unit:
        unit.session.execute(update(Household).where(Household.code == "A-002").values(extra={"has_broadband": False}))
    assert validate_registry(units, SYSTEM).open_by_rule["our_broadband"] == 1
    assert "4 members and no broadband" in plain(officer.get("/registry/quality/rules/our_broadband"))
    assert "4人未通宽带" in plain(officer.get("/registry/quality/findings?lang=zh"))
    assert "have to" not in plain(officer.get(f"{address}/retire"))
    officer.post(f"{address}/retire")
    later = Units(units.open_session, FixedClock(NOW + timedelta(days=1)))
    assert validate_registry(later, SYSTEM).cleared == 1
    assert "our_broadband" in plain(officer.get("/registry/quality/findings?state=cleared"))
    officer.get(address, status=404)


def define_broadband(units: Units) -> None:
    with units.begin(SYSTEM) as unit:
        unit.session.execute(
            insert(ExtraField).values(
                key="has_broadband", entity="household", kind="flag", question_en="Broadband?", question_zh="通宽带？",
                region_path=COUNTY, valid_from=date(2020, 1, 1), created_at=NOW, created_by="test",
            )
        )  # fmt: skip


def test_a_rule_cannot_take_a_known_id_and_a_broken_text_is_shown(
    client_as: ClientAs, units: Units, world: World
) -> None:
    officer = client_as("county_officer")
    define_broadband(units)
    taken = {"name": "mine", "area": COUNTY, "text": RULES.replace("our_broadband", "5_16_002")}
    assert "is there already, in people" in plain(officer.post("/registry/quality/own-rules/new", taken, status=422))
    bad = {"name": "Not so!", "area": "36.", "text": "nonsense ="}
    assert "Small letters, digits" in plain(officer.post("/registry/quality/own-rules/new", bad, status=422))
    assert "not a TOML file" in plain(
        officer.post("/registry/quality/own-rules/new", {**bad, "name": "x", "area": COUNTY}, status=422)
    )
    form = {"name": "broadband", "area": COUNTY, "text": RULES}
    address = officer.post("/registry/quality/own-rules/new", form).location
    assert officer.post("/registry/quality/own-rules/new", form).location != address
    officer.get(address, status=404)
    with units.begin(SYSTEM) as unit:
        unit.session.execute(update(ExtraField).values(valid_to=TODAY))
    assert "Cannot be used" in plain(officer.get("/registry/quality/own-rules"))
    address = officer.get("/registry/quality/own-rules").text.split('href="/registry/quality/own-rules/')[-1]
    page = plain(officer.get("/registry/quality/own-rules/" + address.split('"')[0]))
    assert "no further field" in page
    assert "our_broadband" not in validate_registry(units, SYSTEM).open_by_rule


def test_a_rule_that_is_gone_still_shows_its_findings(client_as: ClientAs, checked: World, units: Units) -> None:
    with units.begin(SYSTEM) as unit:
        unit.session.execute(
            update(QualityFinding).where(QualityFinding.rule_id == "5_16_001").values(rule_id="our_old")
        )
    page = plain(client_as("county_officer").get("/registry/quality/findings"))
    assert "This rule is no longer in force" in page and "our_old" in page


def test_the_section_of_the_households_file_tells_what_is_wrong(app: Flask, checked: World, units: Units) -> None:
    household_id = checked.households["A-001"]
    file = SimpleNamespace(household=SimpleNamespace(id=household_id))
    with app.test_request_context("/?lang=en"), units.begin(SYSTEM, read_only=True) as unit:
        g.unit = unit
        officer, enterprise = checked.actor(unit, "county_officer"), checked.actor(unit, "enterprise")
        findings = list_household_findings(unit, household_id)
        page = render_template("registry/_quality_section.html", file=file, findings=findings, actor=officer)
        empty = render_template("registry/_quality_section.html", file=file, findings=[], actor=officer)
        refused = render_template("registry/_quality_section.html", file=file, findings=findings, actor=enterprise)
    assert 'id="quality"' in page and "30,001.00 yuan" in page and "Check this household again" in page
    assert "The last check found nothing wrong with this household." in empty
    assert "30,001.00" not in refused
