"""The main job in steps, each by the person whose step it is."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

from sqlalchemy import select

from casework.models import Lead
from casework.operations.confirming import confirm_proposals
from casework.operations.leads import start_check, verify_lead
from casework.operations.visits import record_visit
from development.operations.courses import add_course, enrol_person, record_attendance, schedule_session
from development.rules.courses import NewCourse, NewSession
from development.rules.words import AttendanceState, Skill
from foundation.actor import system_actor
from foundation.clock import FixedClock
from foundation.money import Money
from foundation.unit_of_work import UnitOfWork, Units
from gateways.ortools_flow import OrtoolsFlow
from incentives.operations.entries import record_entry
from incentives.operations.participation import join_scheme
from incentives.operations.schedule import load_schedule
from insurance.operations.products import publish_product
from insurance.rules.premium import Tariff
from insurance.rules.products import NewProduct
from insurance.rules.words import CoverUnit, Payer, ProductKind
from marketplace.operations.offers import post_offer, publish_offer
from marketplace.rules.offers import NewOffer
from marketplace.rules.words import OfferKind, UnitWord
from registry.models import Household
from registry.operations.consents import give_consent
from registry.operations.imports import commit_import, find_profile, stage_import
from registry.rules.causes import Cause
from registry.rules.words import ConsentPurpose
from registry.rules.words_imports import OnDuplicate
from reports.household_file.rows import read_household_file
from tests.builders.county_files import FAMILY, write_family
from tests.builders.world import COUNTY, NOW, TODAY, World
from workflows.answer_assistance_request import answer_assistance_request
from workflows.apply_for_cover import accept_cover, apply_for_cover
from workflows.confirm_lead_opens_case import propose_causes, settle_lead
from workflows.confirm_work_day import confirm_work_day
from workflows.draw_on_offer import draw_on_offer
from workflows.grade_registry import RegistryGraded, grade_registry
from workflows.pair_caseworkers import CaseworkersPaired, propose_caseworkers

CAUSES = [Cause.HOUSING, Cause.NATURAL_DISASTER, Cause.LACK_OF_SKILL]
SPEAKER = "何田生"
SYSTEM = system_actor("main job")


@dataclass
class MainJob:
    """One family on its way; each step keeps what later steps need."""

    units: Units
    world: World
    household_id: int = 0
    lead_id: int = 0
    case_id: int = 0
    offer_id: int = 0
    product_id: int = 0
    session_id: int = 0
    request_id: int = 0
    application_id: int = 0
    entry_id: int = 0
    people: list[int] = field(default_factory=list)

    @contextmanager
    def as_(self, login: str, days_later: int = 0) -> Iterator[UnitOfWork]:
        """Open a unit of work as one of the cast, today or some days later."""
        units = Units(self.units.open_session, FixedClock(NOW + timedelta(days=days_later)))
        with units.begin(SYSTEM, read_only=True) as door:
            actor = self.world.actor(door, login)
        with units.begin(actor) as unit:
            yield unit

    def partners_offer(self) -> None:
        """An enterprise posts help, an insurer a product, a training centre a session, the county its points."""
        with self.as_("enterprise") as unit:
            self.offer_id = post_offer(unit, bamboo_training()).offer_id
            publish_offer(unit, self.offer_id)
        with self.as_("insurer") as unit:
            self.product_id = publish_product(unit, rice_product()).product_id
        with self.as_("trainer") as unit:
            course = add_course(unit, NewCourse("Bamboo craft", "竹编", Skill.CRAFT))
            begins = NOW + timedelta(days=1)
            new = NewSession(course.course_id, begins, "甲镇文化站", self.world.users["trainer"], 20)
            self.session_id = schedule_session(unit, new).session_id
        with self.as_("county_officer") as unit:
            load_schedule(unit)

    def import_sheets(self, folder: Path) -> None:
        """The county officer stages the family's sheets and takes them into the register."""
        with self.as_("county_officer") as unit:
            files = write_family(folder, "360121100201")
            staged = stage_import(unit, find_profile("county"), files, on_duplicate=OnDuplicate.ERROR)
            assert staged.is_clean, staged
            commit_import(unit, staged.run_id, allow_partial=False)
            household = unit.session.scalar(select(Household).where(Household.code == FAMILY))
            assert household is not None
            self.household_id = household.id

    def grade(self) -> RegistryGraded:
        """Everybody is graded; whoever is flagged gets a lead."""
        graded = grade_registry(self.units, SYSTEM)
        with self.units.begin(SYSTEM, read_only=True) as unit:
            lead = unit.session.scalar(select(Lead).where(Lead.household_id == self.household_id))
            assert lead is not None
            self.lead_id = lead.id
        return graded

    def verify(self) -> None:
        """The caseworker of the village asks the family, looks, and writes down what was found."""
        with self.as_("caseworker") as unit:
            give_consent(unit, self.household_id, ConsentPurpose.DATA_CHECK, SPEAKER)
            give_consent(unit, self.household_id, ConsentPurpose.SHARE_WITH_HELPER, SPEAKER)
            start_check(unit, self.lead_id)
            finding = "The flood cracked two walls and took the rice."
            verify_lead(unit, self.lead_id, finding=finding, causes=CAUSES, is_data_checked=True)

    def decide(self, login: str) -> None:
        """A person confirms the lead; the case opens."""
        with self.as_(login) as unit:
            causes = propose_causes(unit, self.lead_id)
            settled = settle_lead(unit, self.lead_id, is_confirmed=True, reason="Seen and shared.", causes=causes)
            assert settled.case is not None
            self.case_id = settled.case.case_id

    def pair(self) -> CaseworkersPaired:
        """A supervisor lets pairs be proposed and confirms them."""
        with self.as_("supervisor") as unit:
            paired = propose_caseworkers(unit, OrtoolsFlow(), scope_path=COUNTY)
            confirm_proposals(unit, run_id=paired.proposed.run_id)
        return paired

    def draw(self) -> None:
        """The caseworker draws on an offer and applies for cover; enterprise and insurer accept."""
        with self.as_("caseworker") as unit:
            asked = draw_on_offer(unit, self.household_id, self.case_id, self.offer_id, 1, "for the mother")
            planned = apply_for_cover(
                unit,
                household_id=self.household_id,
                case_id=self.case_id,
                product_id=self.product_id,
                units=Decimal(6),
                household_consented_at=unit.now,
            )
        self.request_id, self.application_id = asked.request.request_id, planned.cover.application_id
        with self.as_("enterprise") as unit:
            answer_assistance_request(unit, self.request_id, is_accepted=True)
        with self.as_("insurer") as unit:
            accept_cover(unit, self.application_id)

    def train(self) -> None:
        """A member is enrolled and, when the session is over, recorded as present by its trainer."""
        with self.as_("caseworker") as unit:
            self.people = [person.id for person in read_household_file(unit, self.household_id).people]
            enrol_person(unit, self.session_id, self.people[1])
        with self.as_("trainer", days_later=2) as unit:
            record_attendance(unit, self.session_id, {self.people[1]: AttendanceState.ATTENDED})

    def record_work_day(self) -> None:
        """The family joins the points scheme, and the caseworker records a day of common work."""
        with self.as_("caseworker") as unit:
            join_scheme(unit, self.household_id, SPEAKER)
            note = "Cleared the village ditch."
            entry = record_entry(
                unit, person_id=self.people[1], item_code="village_work_day", occurred_on=TODAY, note=note
            )
            self.entry_id = entry.entry_id

    def confirm_work_day(self, login: str) -> None:
        with self.as_(login) as unit:
            confirm_work_day(unit, self.entry_id)

    def visit(self) -> None:
        with self.as_("caseworker") as unit:
            record_visit(unit, self.case_id, visited_at=unit.now, note="Measured the cracks.", next_step="Surveyor.")


def bamboo_training() -> NewOffer:
    return NewOffer(
        OfferKind.TRAINING,
        "Bamboo craft training with a job",
        "竹编技能培训并上岗",
        "Four weeks, paid, with a contract after.",
        UnitWord.PLACE,
        10,
        frozenset({Cause.LACK_OF_SKILL}),
        valid_from=TODAY - timedelta(days=1),
    )


def rice_product() -> NewProduct:
    """Deyang's full-cost rice cover: 49.50 yuan a mu, of which the household pays a quarter."""
    shares = {Payer.CENTRAL: 4500, Payer.PROVINCE: 2700, Payer.COUNTY: 300, Payer.HOUSEHOLD: 2500}
    tariff = Tariff(CoverUnit.MU, Money(110_000), 45_000, shares)
    return NewProduct(
        "Rice, full cost",
        "水稻完全成本保险",
        ProductKind.CROP,
        tariff,
        frozenset({Cause.NATURAL_DISASTER}),
        TODAY - timedelta(days=1),
    )
