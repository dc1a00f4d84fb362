"""A caseworker asks on a household's file, the enterprise answers, and neither sees more than it should."""

from foundation.unit_of_work import Units
from marketplace.rules.words import RequestState
from registry.operations.consents import give_consent
from registry.rules.words import ConsentPurpose
from tests.builders.world import World
from tests.web.conftest import ClientAs
from tests.web.lint import plain
from tests.web.marketplace_samples import SYSTEM, asked_grant, grants, request_as_it_is, school_case
from tests.web.sealed import sealed_lines


def consent(units: Units, world: World) -> None:
    with units.begin(SYSTEM) as unit:
        give_consent(unit, world.households["A-001"], ConsentPurpose.SHARE_WITH_HELPER, "陈桂英")


def test_a_caseworker_asks_for_an_offer_that_fits(client_as: ClientAs, units: Units, world: World) -> None:
    offer_id, case_id = grants(units, world), school_case(units, world)
    household_id = world.households["A-001"]
    caseworker = client_as("caseworker")
    url = f"/marketplace/offers/{offer_id}/draw"
    query = f"?household_id={household_id}&case_id={case_id}"
    page = plain(caseworker.get(url + query))
    assert "has not yet agreed to share" in page and "Has a child under 16." in page
    form = {"household_id": household_id, "case_id": case_id, "quantity": "1", "note": "School starts in September."}
    refused = plain(caseworker.post(url, form, status=422))
    assert "has not given its consent" in refused and "School starts in September." in refused

    consent(units, world)
    answer = caseworker.post(url, form)

    assert answer.location == f"/registry/households/{household_id}#offers"
    file = plain(caseworker.get(f"/registry/households/{household_id}"))
    assert "School grants" in file and "Waiting for the enterprise" in file
    assert "already asked for this offer" in plain(caseworker.post(url, form, status=422))


def test_more_than_is_left_is_refused_with_what_is_left(client_as: ClientAs, units: Units, world: World) -> None:
    offer_id, case_id = grants(units, world), school_case(units, world)
    consent(units, world)
    form = {"household_id": world.households["A-001"], "case_id": case_id, "quantity": "3"}
    page = client_as("caseworker").post(f"/marketplace/offers/{offer_id}/draw", form, status=422)
    assert "Only 2 of this offer is left" in plain(page)


def test_the_household_file_proposes_the_offer_with_reasons(client_as: ClientAs, units: Units, world: World) -> None:
    grants(units, world)
    school_case(units, world)
    page = plain(client_as("caseworker").get(f"/registry/households/{world.households['A-001']}"))
    assert "Offers that fit this household" in page
    assert "Helps against a cause of the household" in page and "Ask for it : School grants" in page


def test_nobody_asks_for_households_outside_the_own_area(client_as: ClientAs, units: Units, world: World) -> None:
    offer_id, case_id = grants(units, world), school_case(units, world)
    form = {"household_id": world.households["A-001"], "case_id": case_id, "quantity": "1"}
    url = f"/marketplace/offers/{offer_id}/draw"
    client_as("other_caseworker").post(url, form, status=404)
    client_as("enterprise").post(url, form, status=403)
    client_as("caseworker").post(url, {**form, "household_id": world.households["A-002"]}, status=404)
    client_as("caseworker").post(url, {**form, "household_id": "one"}, status=422)
    client_as("caseworker").get(url, status=422)


def test_the_enterprise_reads_a_masked_name_and_promises(client_as: ClientAs, units: Units, world: World) -> None:
    asked = asked_grant(units, world)
    enterprise = client_as("enterprise")
    assert asked.number in plain(enterprise.get("/marketplace/our-offers"))
    answer = enterprise.get(f"/marketplace/requests/{asked.id}")
    page = plain(answer)
    assert "陈○○" in page and "甲一村" in page and "She starts school in September." in page
    for secret in ("陈桂英", "13800000000", "3601211", f"/registry/households/{world.households['A-001']}"):
        assert secret not in answer.text
    sheet = "".join(sealed_lines(enterprise, "/marketplace/requests/export"))
    assert "陈○○" in sheet and "陈桂英" not in sheet

    enterprise.post(f"/marketplace/requests/{asked.id}/accept")
    enterprise.post(f"/marketplace/requests/{asked.id}/accept", status=409)
    assert request_as_it_is(units, asked.id).state is RequestState.ACCEPTED
    assert "陈桂英" in plain(client_as("caseworker").get(f"/marketplace/requests/{asked.id}"))


def test_delivered_help_is_recorded_with_its_day(client_as: ClientAs, units: Units, world: World) -> None:
    asked = asked_grant(units, world)
    enterprise = client_as("enterprise")
    enterprise.post(f"/marketplace/requests/{asked.id}/accept")
    url = f"/marketplace/requests/{asked.id}/deliver"
    assert "cannot lie in the future" in plain(enterprise.post(url, {"delivered_on": "2026-06-16"}, status=422))
    enterprise.post(url, {"delivered_on": "soon"}, status=422)
    enterprise.post(url, {"delivered_on": "2026-06-15"})
    assert request_as_it_is(units, asked.id).state is RequestState.DELIVERED
    assert "2,000.00 yuan" in plain(enterprise.get("/marketplace/our-offers"))


def test_a_refusal_needs_a_reason_that_the_caseworker_reads(client_as: ClientAs, units: Units, world: World) -> None:
    asked = asked_grant(units, world)
    enterprise = client_as("enterprise")
    enterprise.post(f"/marketplace/requests/{asked.id}/decline", {"reason": ""}, status=422)
    enterprise.post(f"/marketplace/requests/{asked.id}/decline", {"reason": "The fund is spent."})
    assert "The fund is spent." in plain(client_as("caseworker").get(f"/marketplace/requests/{asked.id}"))


def test_a_caseworker_takes_a_request_back(client_as: ClientAs, units: Units, world: World) -> None:
    asked = asked_grant(units, world)
    client_as("enterprise").post(f"/marketplace/requests/{asked.id}/withdraw", status=403)
    client_as("caseworker").post(f"/marketplace/requests/{asked.id}/withdraw", {"reason": "The county pays."})
    assert request_as_it_is(units, asked.id).state is RequestState.WITHDRAWN


def test_requests_are_filtered_and_stay_in_their_area(client_as: ClientAs, units: Units, world: World) -> None:
    asked = asked_grant(units, world)
    caseworker = client_as("caseworker")
    assert asked.number in plain(caseworker.get("/marketplace/requests?state=requested&q=School&sort=-requested"))
    assert "No request fits" in plain(caseworker.get("/marketplace/requests?state=declined"))
    assert asked.number not in plain(client_as("other_caseworker").get("/marketplace/requests"))
    client_as("other_caseworker").get(f"/marketplace/requests/{asked.id}", status=404)
