"""Submissions on their way into the register: staged, taken in, discarded, undone; contradictions are decided."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from foundation.unit_of_work import UnitOfWork
from registry.models import (
    Consent,
    Household,
    ImportRun,
    Income,
    LifeEvent,
    Observation,
    Person,
    StagedRecord,
    SubmissionDecision,
)
from registry.operations.collection.deciding import (
    decide_disputes,
    discard_submission,
    return_submission,
    take_up_submission,
)
from registry.operations.collection.following import follow_imports
from registry.operations.collection.receiving import receive_submission
from registry.operations.collection.staging import stage_submissions
from registry.operations.fields import define_field
from registry.operations.imports import commit_import, discard_import, undo_import
from registry.queries.collection.sides import open_case
from registry.queries.collection.submissions import count_by_state, list_own_issues
from registry.rules.collection.errors import DisputeChanged, DisputeUndecided, SubmissionMoved
from registry.rules.collection.words import SideKind
from registry.rules.collection.words import SubmissionState as S
from registry.rules.fields import FieldDefinition, FieldEntity, FieldKind
from tests.builders.world import COUNTY, World
from tests.rooms.collection_kit import (
    DATA,
    KEPT,
    NAUGHTY,
    NEW_HEAD,
    NEW_HOUSEHOLD,
    PHOTO,
    hand_out,
    javarosa_form,
    known_household,
    publish,
    send,
    submission,
)


def take_in(unit: UnitOfWork) -> int:
    staged = stage_submissions(unit)
    assert staged.run_id is not None
    assert unit.session.get_one(ImportRun, staged.run_id).counts["errors"] == 0
    commit_import(unit, staged.run_id, allow_partial=False)
    follow_imports(unit)
    unit.session.expire_all()
    return staged.run_id


def staged_changes(unit: UnitOfWork, run_id: int) -> dict[str, dict]:
    rows = unit.session.execute(
        select(StagedRecord.person_code, StagedRecord.changes).where(
            StagedRecord.run_id == run_id, StagedRecord.outcome == "changed"
        )
    )
    return {row.person_code or "": row.changes for row in rows}


def test_what_javarosa_wrote_lands_in_the_register(unit: UnitOfWork, world: World):
    publish(unit, javarosa_form())
    received = receive_submission(unit, hand_out(unit), (DATA / "submission.xml").read_bytes(), {PHOTO: KEPT})
    take_in(unit)
    household = unit.session.get_one(Household, world.households["A-001"])
    assert (household.address, household.debt_minor, household.latitude) == ("三组十二号", 120_050, 28.551)
    assert household.assets == ["television", "motorcycle"]
    people = {p.code: p for p in unit.session.scalars(select(Person).where(Person.household_id == household.id))}
    assert people["2"].health == "chronic"
    assert str(people["4"].left_on) == "2026-03-01"
    (baby,) = [person for code, person in people.items() if code.startswith("F")]
    assert (baby.name, str(baby.born_on)) == ("陈新", "2026-02-01")
    wages = select(Income.amount_minor).where(Income.household_id == household.id, Income.reference == "year")
    assert unit.session.scalars(wages).all() == [3_600_000]
    event = unit.session.scalars(select(LifeEvent).where(LifeEvent.household_id == household.id)).one()
    assert (event.kind, event.cost_minor) == ("illness", 500_000)
    consent = unit.session.scalars(select(Consent).where(Consent.household_id == household.id)).one()
    assert (consent.purpose, consent.given_by) == ("data_check", "陈桂英")
    assert submission(unit, received).state is S.LANDED


def test_further_fields_land_as_their_region_defines_them(unit: UnitOfWork, world: World):
    define_field(
        unit, FieldDefinition("trees", FieldEntity.HOUSEHOLD, FieldKind.WHOLE, "Trees", "树", region_path=COUNTY)
    )
    publish(unit, javarosa_form())
    base = known_household(unit, world.households["A-001"], x_trees="12")
    member = {"person_code": "2", "member_state": "changed", "x_craft": "b"}
    send(unit, hand_out(unit), base, {"members": [member]}, xform=javarosa_form())
    take_in(unit)
    assert unit.session.get_one(Household, world.households["A-001"]).extra == {"trees": 12}
    people = select(Person.extra).where(Person.household_id == world.households["A-001"], Person.code == "2")
    assert unit.session.scalars(people).one() == {"craft": "b"}


def test_a_new_household_with_its_members_is_registered(unit: UnitOfWork):
    publish(unit)
    wife = {**NEW_HEAD, "person_code": "F0002", "name": "罗春梅", "relation": "spouse", "sex": "female"}
    wife |= {"born_on": "1983-09-20", "id_number": ""}
    head = {**NEW_HEAD, "id_number": ""}
    send(unit, hand_out(unit), NEW_HOUSEHOLD, {"new_members": [head, wife]})
    take_in(unit)
    household = unit.session.scalars(select(Household).where(Household.code == NEW_HOUSEHOLD["household_code"])).one()
    assert household.village_code == "360121100201"
    names = unit.session.scalars(select(Person.name).where(Person.household_id == household.id).order_by(Person.code))
    assert names.all() == ["何田生", "罗春梅"]


def test_a_household_that_a_submission_brought_can_go_again(unit: UnitOfWork):
    publish(unit)
    received = send(unit, hand_out(unit), NEW_HOUSEHOLD, {"new_members": [{**NEW_HEAD, "id_number": ""}]})
    undo_import(unit, take_in(unit))
    follow_imports(unit)
    assert unit.session.scalar(select(Household.id).where(Household.code == NEW_HOUSEHOLD["household_code"])) is None
    assert submission(unit, received).state is S.WAITING
    assert stage_submissions(unit).staged == 1


def test_what_is_wrong_is_told_at_the_submission(unit: UnitOfWork):
    publish(unit)
    received = send(unit, hand_out(unit), NEW_HOUSEHOLD, {"new_members": [NEW_HEAD]})  # the number is somebody else's
    stage_submissions(unit)
    codes = {issue.code for issue in list_own_issues(unit, submission(unit, received))}
    assert "id_born_differs" in codes


def test_a_discarded_import_lets_its_submissions_wait_again(unit: UnitOfWork, world: World):
    publish(unit)
    received = send(unit, hand_out(unit), known_household(unit, world.households["A-001"], address="新址"))
    staged = stage_submissions(unit)
    assert submission(unit, received).state is S.STAGED
    with pytest.raises(SubmissionMoved):
        return_submission(unit, received.submission_id, "not now")
    discard_import(unit, staged.run_id)
    assert count_by_state(unit)[S.WAITING] == 1
    assert follow_imports(unit) == 1
    assert submission(unit, received).state is S.WAITING
    assert follow_imports(unit) == 0
    assert stage_submissions(unit).staged == 1


def test_an_undone_import_lets_its_submissions_wait_again(unit: UnitOfWork, world: World):
    publish(unit)
    received = send(unit, hand_out(unit), known_household(unit, world.households["A-001"], address="新址"))
    run_id = take_in(unit)
    assert submission(unit, received).state is S.LANDED
    undo_import(unit, run_id)
    assert count_by_state(unit)[S.LANDED] == 0
    follow_imports(unit)
    assert submission(unit, received).state is S.WAITING


def test_a_form_without_a_household_stays_behind(unit: UnitOfWork, world: World):
    publish(unit)
    device = hand_out(unit)
    refused = send(unit, device, {"may_ask": "no", "surveyed_on": "2026-06-15"})
    send(unit, device, known_household(unit, world.households["A-001"], address="新址"))
    staged = stage_submissions(unit)
    assert (staged.staged, staged.held) == (1, 1)
    assert submission(unit, refused).state is S.WAITING
    assert stage_submissions(unit).run_id is None


def test_a_submission_is_sent_back_discarded_and_taken_up(unit: UnitOfWork, world: World):
    publish(unit)
    received = send(unit, hand_out(unit), known_household(unit, world.households["A-001"], address="新址"))
    return_submission(unit, received.submission_id, "The photo shows another house")
    assert submission(unit, received).reason == "The photo shows another house"
    take_up_submission(unit, received.submission_id)
    discard_submission(unit, received.submission_id, "Entered twice")
    with pytest.raises(SubmissionMoved):
        return_submission(unit, received.submission_id, "again")
    take_up_submission(unit, received.submission_id)
    assert submission(unit, received).state is S.WAITING


def test_two_devices_that_change_different_fields_go_in_together(unit: UnitOfWork, world: World):
    publish(unit)
    one, two = hand_out(unit), hand_out(unit, "phone-02")
    first = send(unit, one, known_household(unit, world.households["A-001"], address="新址"))
    second = send(unit, two, known_household(unit, world.households["A-001"], debt="500"))
    staged = stage_submissions(unit)
    assert (staged.staged, staged.disputed) == (2, 0)
    changes = staged_changes(unit, staged.run_id)[""]
    assert changes["address"] == [None, "新址"]
    assert changes["debt_minor"] == [0, 50_000]
    assert submission(unit, first).rows == submission(unit, second).rows == {"households": [2]}


def test_two_devices_that_change_the_same_field_wait_for_a_choice(unit: UnitOfWork, world: World):
    publish(unit)
    one, two = hand_out(unit), hand_out(unit, "phone-02")
    base = known_household(unit, world.households["A-001"])
    first = send(unit, one, {**base, "address": "甲", "debt": "100"})
    second = send(unit, two, {**base, "address": "乙", "road_km": "3"})
    assert submission(unit, first).state is submission(unit, second).state is S.CONFLICT
    staged = stage_submissions(unit)
    assert (staged.run_id, staged.disputed) == (None, 2)
    (dispute,) = open_case(unit, "A-001").undecided
    assert dispute.values == {str(first.submission_id): "甲", str(second.submission_id): "乙"}
    with pytest.raises(DisputeUndecided):
        decide_disputes(unit, second.submission_id, {})
    with pytest.raises(DisputeChanged):
        decide_disputes(unit, second.submission_id, {"0" * 64: "register"})
    decided = decide_disputes(unit, second.submission_id, {dispute.digest: str(second.submission_id)})
    assert (decided.submissions, decided.discarded) == (1, ())
    kept = unit.session.scalars(select(SubmissionDecision)).one()
    assert (kept.won, kept.won_submission_id, kept.field) == (SideKind.SUBMISSION, second.submission_id, "address")
    assert kept.said == dispute.values
    changes = staged_changes(unit, stage_submissions(unit).run_id)[""]
    assert changes["address"][1] == "乙"
    assert changes["debt_minor"][1] == 10_000
    assert changes["road_km"][1] == 3


def test_what_the_office_changed_meanwhile_is_not_overwritten(unit: UnitOfWork, world: World):
    publish(unit)
    late = known_household(unit, world.households["A-001"])  # the device had the household before
    early = send(unit, hand_out(unit), {**late, "address": "甲", "debt": "100"})
    take_in(unit)
    unit.session.execute(
        Household.__table__.update().values(changed_at=unit.now).where(Household.id == world.households["A-001"])
    )
    observe_later(unit)
    second = send(unit, hand_out(unit, "phone-02"), {**late, "address": "乙", "road_km": "3"})
    assert submission(unit, second).state is S.CONFLICT
    (dispute,) = open_case(unit, "A-001").undecided
    assert dispute.values == {"register": "甲", str(second.submission_id): "乙"}
    decide_disputes(unit, second.submission_id, {dispute.digest: "register"})
    changes = staged_changes(unit, stage_submissions(unit).run_id)[""]
    assert "address" not in changes
    assert changes["road_km"][1] == 3
    assert submission(unit, early).state is S.LANDED


def observe_later(unit: UnitOfWork) -> None:
    """Let what was observed lie a minute after the device fetched its list; the tests' clock stands still."""
    unit.session.execute(Observation.__table__.update().values(observed_at=unit.now + timedelta(minutes=1)))
    unit.session.expire_all()


def test_a_submission_that_loses_everything_is_done_with(unit: UnitOfWork, world: World):
    publish(unit)
    late = known_household(unit, world.households["A-001"])
    late.pop("surveyed_on")
    send(unit, hand_out(unit), {**late, "address": "甲"})
    take_in(unit)
    observe_later(unit)
    second = send(unit, hand_out(unit, "phone-02"), {**late, "address": "乙"})
    (dispute,) = open_case(unit, "A-001").undecided
    decided = decide_disputes(unit, second.submission_id, {dispute.digest: "register"})
    assert decided.discarded == (second.submission_id,)
    assert submission(unit, second).state is S.DISCARDED


def test_saying_the_same_as_somebody_else_is_no_conflict(unit: UnitOfWork, world: World):
    publish(unit)
    base = known_household(unit, world.households["A-001"])
    send(unit, hand_out(unit), {**base, "address": "甲", "location": "28.5511 115.9011 40 5"})
    second = send(unit, hand_out(unit, "phone-02"), {**base, "address": " 甲", "location": "28.5513 115.9012 41 8"})
    assert submission(unit, second).state is S.WAITING


def test_a_corrected_version_does_not_conflict_with_what_it_brought_itself(unit: UnitOfWork, world: World):
    publish(unit)
    device = hand_out(unit)
    base = known_household(unit, world.households["A-001"])
    send(unit, device, {**base, "address": "甲"}, instance_id="uuid:one")
    take_in(unit)
    observe_later(unit)
    edit = send(unit, device, {**base, "address": "乙"}, instance_id="uuid:two", deprecated_id="uuid:one")
    assert submission(unit, edit).state is S.WAITING
    changes = staged_changes(unit, stage_submissions(unit).run_id)[""]
    assert changes["address"] == ["甲", "乙"]


def test_a_household_in_an_undecided_import_waits_for_it(unit: UnitOfWork, world: World):
    publish(unit)
    base = known_household(unit, world.households["A-001"])
    send(unit, hand_out(unit), {**base, "address": "甲"})
    stage_submissions(unit)
    send(unit, hand_out(unit, "phone-02"), {**base, "debt": "5"})
    staged = stage_submissions(unit)
    assert (staged.run_id, staged.held) == (None, 1)


def test_a_number_that_is_taken_already_is_not_filled_with_another_family(unit: UnitOfWork):
    publish(unit)
    stranger = send(unit, hand_out(unit), {**NEW_HOUSEHOLD, "household_code": "A-002", "debt": "77"})
    assert submission(unit, stranger).state is S.CONFLICT
    fields = {dispute.place.field for dispute in open_case(unit, "A-002").undecided}
    assert {"household_class", "debt"} <= fields


def test_one_newborn_reported_twice_is_one_person(unit: UnitOfWork, world: World):
    publish(unit)
    base = known_household(unit, world.households["A-001"])
    baby = {"person_code": "Faaaa", "name": "陈 新", "relation": "child", "sex": "male", "born_on": "2026-02-01"}
    send(unit, hand_out(unit), base, {"new_members": [baby]})
    other = {**baby, "person_code": "Fbbbb", "name": "陈新", "health": "healthy"}
    send(unit, hand_out(unit, "phone-02"), base, {"new_members": [other]})
    take_in(unit)
    people = select(Person).where(Person.household_id == world.households["A-001"], Person.name == "陈新")
    (person,) = unit.session.scalars(people).all()
    assert (person.code, person.health) == ("Faaaa", "healthy")


def test_the_later_day_of_two_visits_holds(unit: UnitOfWork, world: World):
    publish(unit)
    base = known_household(unit, world.households["A-001"])
    send(unit, hand_out(unit), {**base, "surveyed_on": "2026-06-15"})
    send(unit, hand_out(unit, "phone-02"), {**base, "surveyed_on": "2026-06-10"})
    take_in(unit)
    assert str(unit.session.get_one(Household, world.households["A-001"]).surveyed_on) == "2026-06-15"


def test_no_takes_a_consent_back(unit: UnitOfWork, world: World):
    publish(unit)
    device = hand_out(unit)
    base = known_household(unit, world.households["A-001"])
    yes = {"consent_data_check": "yes", "consent_by": "陈桂英"}
    send(unit, device, {**base, **yes, "address": "甲"}, instance_id="uuid:1")
    take_in(unit)
    no = {"consent_data_check": "no", "address": "乙"}
    send(unit, device, {**base, **no}, instance_id="uuid:2", deprecated_id="uuid:1")
    take_in(unit)
    consent = unit.session.scalars(select(Consent).where(Consent.household_id == world.households["A-001"])).one()
    assert consent.withdrawn_at is not None


@pytest.mark.parametrize("text", NAUGHTY)
def test_naughty_strings_are_taken_as_text_or_refused_with_a_reason(unit: UnitOfWork, text: str):
    publish(unit)
    head = {**NEW_HEAD, "id_number": "", "name": text, "ethnicity": text}
    event = {"happened_on": "2026-04-01", "kind": "fire", "note": text}
    received = send(
        unit,
        hand_out(unit),
        {**NEW_HOUSEHOLD, "address": text, "language": text, "remark": text},
        {"new_members": [head], "events": [event]},
    )
    staged = stage_submissions(unit)
    issues = list_own_issues(unit, submission(unit, received))
    records = unit.session.scalars(select(StagedRecord).where(StagedRecord.run_id == staged.run_id)).all()
    if not issues:
        assert {record.outcome for record in records} == {"new"}
        commit_import(unit, staged.run_id, allow_partial=False)
    assert all(record.outcome == "new" or issues for record in records)
