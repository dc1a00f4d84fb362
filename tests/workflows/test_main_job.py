"""The main job, whole: a family from the county's sheets to help, cover, training and points on one page."""

from pathlib import Path

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from casework.errors import SamePersonDecides
from casework.models import Lead
from casework.queries.cases import find_case_page
from casework.rules.words import LeadState
from foundation.audit import broken_links
from foundation.money import Money, sum_money
from foundation.unit_of_work import Units
from incentives.errors import SecondPersonNeeded
from insurance.rules.words import Payer
from ledger.queries import drifted_accounts, unbalanced_journals
from registry.models import Standing
from registry.rules.privacy.sight import EVERYTHING
from registry.rules.words import Colour
from reports.household_file.document import tell_story
from reports.household_file.rows import HouseholdFile, read_household_file
from tests.builders.main_job import CAUSES, SYSTEM, MainJob
from tests.builders.world import World


@pytest.fixture
def job(units: Units, world: World) -> MainJob:
    job = MainJob(units, world)
    job.partners_offer()
    return job


def read_file(job: MainJob, login: str) -> HouseholdFile:
    with job.as_(login) as unit:
        return read_household_file(unit, job.household_id)


def test_a_family_travels_through_the_whole_house(job: MainJob, engine: Engine, tmp_path: Path) -> None:
    job.import_sheets(tmp_path)
    check_grading(job)
    check_decision(job)
    check_pairing(job)
    check_proposals(job)
    job.draw()
    job.train()
    check_points(job)
    job.visit()
    check_file(job)
    check_books(job, engine)


def check_grading(job: MainJob) -> None:
    graded = job.grade()
    assert graded.round.households == 6
    with job.units.begin(SYSTEM, read_only=True) as unit:
        standing = unit.session.get_one(Standing, job.household_id)
        assert standing.colour == Colour.RED and "unsafe_dwelling" in standing.reasons
        assert unit.session.get_one(Lead, job.lead_id).state == LeadState.OPEN
    assert job.grade().leads.opened == 0


def check_decision(job: MainJob) -> None:
    job.verify()
    with pytest.raises(SamePersonDecides):
        job.decide("caseworker")
    job.decide("township_reviewer")
    file = read_file(job, "caseworker")
    assert file.plan is not None and file.plan.causes[0] == CAUSES[0] and set(CAUSES) <= set(file.plan.causes)


def check_pairing(job: MainJob) -> None:
    paired = job.pair()
    assert (paired.proposed.paired, paired.shortages) == (1, ())
    with job.as_("supervisor") as unit:
        case = find_case_page(unit, job.household_id)
    assert case is not None and case.caseworker_id == job.world.users["caseworker"]


def check_proposals(job: MainJob) -> None:
    file = read_file(job, "caseworker")
    assert [fitting.offer.id for fitting in file.help.offers] == [job.offer_id]
    assert [product.product_id for product in file.help.products] == [job.product_id]
    for fit in (file.help.offers[0].fit, file.help.products[0].fit):
        assert fit.reasons and all(reason.speaks_for for reason in fit.reasons)


def check_points(job: MainJob) -> None:
    job.record_work_day()
    with pytest.raises(SecondPersonNeeded):
        job.confirm_work_day("caseworker")
    before = read_file(job, "township_reviewer")
    job.confirm_work_day("township_reviewer")
    after = read_file(job, "township_reviewer")
    assert after.help.points.balance > before.help.points.balance == 0
    assert (after.standing and after.standing.colour) == (before.standing and before.standing.colour) == Colour.RED
    assert after.help.cover[0].parts == before.help.cover[0].parts


def check_file(job: MainJob) -> None:
    for login in ("caseworker", "township_reviewer", "county_officer", "auditor"):
        file = read_file(job, login)
        assert file.grade is not None and file.grade.reasons[0].rule_id == "unsafe_dwelling"
        parts = {part.payer: part.amount for part in file.help.cover[0].parts}
        assert parts[Payer.HOUSEHOLD] == Money(7425) and sum_money(list(parts.values())) == Money(29_700)
        assert file.help.requests[0].state == "accepted" and file.help.attendance[0].state == "attended"
        assert file.plan is not None and [measure.state for measure in file.plan.measures] == ["under_way", "under_way"]
        said = {line.message for line in tell_story(file, "zh", EVERYTHING)}
        assert {"Visit", "Case %(number)s opened", "Insurance applied for: %(number)s"} <= said


def check_books(job: MainJob, engine: Engine) -> None:
    with job.units.begin(SYSTEM, read_only=True) as unit:
        assert not list(unbalanced_journals(unit)) and not list(drifted_accounts(unit))
        assert len(unit.session.scalars(select(Lead.id).where(Lead.household_id == job.household_id)).all()) == 1
    with Session(engine) as session:
        assert list(broken_links(session)) == []
