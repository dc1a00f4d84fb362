"""Help in the demo: what households ask of enterprises and insurers, and what these answer."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from sqlalchemy import select

from casework.queries.cases import list_causes
from foundation.clock import local_date
from foundation.unit_of_work import UnitOfWork
from insurance.models import ApplicationShare, CoverApplication, InsuranceProduct
from insurance.operations.cover import record_share_payment
from insurance.queries.products import list_fitting_products
from insurance.rules.words import CoverState, Payer
from marketplace.models import AssistanceOffer, AssistanceRequest
from marketplace.queries.offers import list_fitting_offers
from marketplace.rules.words import RequestState
from registry.queries.consents import has_consent
from registry.queries.needs import get_needs
from registry.rules.needs import HouseholdNeeds
from registry.rules.words import ConsentPurpose
from web.demo.caseload import CaseInHand, by_worker
from web.demo.offers import AGRONOMIST, MEDICAL_GRANT, RICE_SETS
from web.demo.products import FULL_COST_RICE
from web.demo.stage import Stage
from workflows.answer_assistance_request import answer_assistance_request, record_help_delivered
from workflows.apply_for_cover import accept_cover, apply_for_cover, decline_cover
from workflows.draw_on_offer import draw_on_offer

NO_PLACE_LEFT = "本批名额已满，下月优先安排。This round is full; you come first next month."
TOO_LATE = "该地块已过投保期。The season for this field is over."
REQUEST_NOTE = "请提前联系帮扶责任人，送货到村。"


def ask_for_help(
    stage: Stage, cases: Sequence[CaseInHand], offers: Mapping[str, int], products: Mapping[str, int], day: int
) -> None:
    """Let the caseworkers draw on offers and apply for cover that fit, where the household lets its needs be shared."""
    for login, share in by_worker(cases).items():
        with stage.act(login, day, 10) as unit:
            for case in share:
                if has_consent(unit, case.household_id, ConsentPurpose.SHARE_WITH_HELPER):
                    _ask(unit, case, offers, products)


def ask_again(stage: Stage, cases: Sequence[CaseInHand], offers: Mapping[str, int], day: int) -> None:
    """Let the caseworkers ask for more lately, which enterprises and insurers have not answered yet."""
    asking = [case for case in cases if case.is_story or case.number % 4 == 1]
    for login, share in by_worker(asking).items():
        with stage.act(login, day, 10) as unit:
            for case in share:
                if not has_consent(unit, case.household_id, ConsentPurpose.SHARE_WITH_HELPER):
                    continue
                needs = _needs(unit, case)
                _draw(unit, case, needs, offers[AGRONOMIST] if case.is_story else None)
                if case.number % 8 == 1 and not case.is_story:
                    _apply(unit, case, needs, None)


def answer_requests(stage: Stage, day: int) -> None:
    """Let the enterprises answer: most promise, few decline."""
    for login, organisation_id in stage.organisations.items():
        with stage.act(login, day, 9) as unit:
            for request in _requests(unit, organisation_id, RequestState.REQUESTED):
                is_accepted = request.id % 11 != 5 or request.household_id == stage.story_id
                reason = "" if is_accepted else NO_PLACE_LEFT
                answer_assistance_request(unit, request.id, is_accepted=is_accepted, reason=reason)


def deliver_help(stage: Stage, day: int) -> None:
    """Let the enterprises record that most of what they promised was delivered."""
    for login, organisation_id in stage.organisations.items():
        with stage.act(login, day, 9) as unit:
            for request in _requests(unit, organisation_id, RequestState.ACCEPTED):
                if request.id % 3 or request.household_id == stage.story_id:
                    delivered_on = max(unit.today - timedelta(days=request.id % 6), local_date(request.requested_at))
                    record_help_delivered(unit, request.id, delivered_on)


def decide_cover(stage: Stage, day: int) -> None:
    """Let the insurers decide: most are insured, few declined."""
    for login in ("insurer", "insurer2"):
        with stage.act(login, day, 9) as unit:
            for application in _applications(unit, stage.organisations[login]):
                if application.id % 9 == 5 and application.household_id != stage.story_id:
                    decline_cover(unit, application.id, TOO_LATE)
                else:
                    accept_cover(unit, application.id)


def record_premiums(stage: Stage, day: int) -> None:
    """Let the finance office record whose part of the premiums has come; the central share is late for some."""
    with stage.act("finance_officer", day, 9) as unit:
        statement = (
            select(ApplicationShare.application_id, ApplicationShare.payer)
            .join(CoverApplication, CoverApplication.id == ApplicationShare.application_id)
            .where(CoverApplication.state == CoverState.ACCEPTED)
            .order_by(ApplicationShare.application_id, ApplicationShare.payer)
        )
        for application_id, payer in unit.session.execute(statement).all():
            if payer != Payer.CENTRAL or application_id % 2 == 0:
                record_share_payment(unit, application_id, payer, unit.now - timedelta(days=2))


def _ask(unit: UnitOfWork, case: CaseInHand, offers: Mapping[str, int], products: Mapping[str, int]) -> None:
    needs = _needs(unit, case)
    if case.is_story:
        for title, quantity in ((RICE_SETS, 2), (MEDICAL_GRANT, 1)):
            draw_on_offer(unit, case.household_id, case.case_id, offers[title], quantity, REQUEST_NOTE)
        _apply(unit, case, needs, products[FULL_COST_RICE])
        return
    if case.number % 2 == 0:
        _draw(unit, case, needs, None)
    if case.number % 3 == 0:
        _apply(unit, case, needs, None)


def _needs(unit: UnitOfWork, case: CaseInHand) -> HouseholdNeeds:
    return get_needs(unit, case.household_id, [row.cause for row in list_causes(unit, case.case_id)])


def _draw(unit: UnitOfWork, case: CaseInHand, needs: HouseholdNeeds, offer_id: int | None) -> None:
    """Draw on an offer, or on the one that fits best."""
    for fitting in list_fitting_offers(unit, needs, unit.today):
        if offer_id in (None, fitting.offer.id):
            draw_on_offer(unit, case.household_id, case.case_id, fitting.offer.id, 1, REQUEST_NOTE)
            return


def _apply(unit: UnitOfWork, case: CaseInHand, needs: HouseholdNeeds, product_id: int | None) -> None:
    """Apply for a product, or for the one that costs the household least, for as much as the register knows of."""
    for product in list_fitting_products(unit, needs, unit.today):
        if product.are_units_known and product_id in (None, product.product_id):
            apply_for_cover(
                unit,
                household_id=case.household_id,
                case_id=case.case_id,
                product_id=product.product_id,
                units=product.quote.units,
                household_consented_at=unit.now,
            )
            return


def _requests(unit: UnitOfWork, organisation_id: int, state: RequestState) -> Sequence[AssistanceRequest]:
    statement = (
        select(AssistanceRequest)
        .join(AssistanceOffer, AssistanceOffer.id == AssistanceRequest.offer_id)
        .where(AssistanceOffer.organisation_id == organisation_id, AssistanceRequest.state == state)
    )
    return unit.session.scalars(statement.order_by(AssistanceRequest.id)).all()


def _applications(unit: UnitOfWork, organisation_id: int) -> Sequence[CoverApplication]:
    """Return the applications that wait for an insurer."""
    waiting = CoverApplication.state == CoverState.SUBMITTED
    statement = (
        select(CoverApplication)
        .join(InsuranceProduct, InsuranceProduct.id == CoverApplication.product_id)
        .where(InsuranceProduct.organisation_id == organisation_id, waiting)
    )
    return unit.session.scalars(statement.order_by(CoverApplication.id)).all()
