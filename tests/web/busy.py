"""The small world after some busy weeks, so that pages have something to show: the main job done, lists with rows."""

from copy import deepcopy
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from flask import Flask
from sqlalchemy import select

from casework.models import Lead
from development.operations.pages import publish_page
from development.rules.pages import PageDraft
from development.rules.words import PageKind
from insurance.operations.products import publish_product
from marketplace.queries.donations import get_donation
from registry.models import Household
from registry.operations.changes import record_birth
from registry.operations.fields import define_field
from registry.operations.imports import find_profile, stage_import
from registry.operations.region_changes import rename_region
from registry.operations.standing import assign_caseworkers
from registry.rules.changes_input import NewMember
from registry.rules.fields import FieldDefinition, FieldEntity, FieldKind
from registry.rules.words import Relation, Sex
from registry.rules.words_imports import OnDuplicate
from tests.builders.county_files import write_family
from tests.builders.main_job import SYSTEM, MainJob, rice_product
from tests.builders.world import COUNTY, TODAY, VILLAGE_A, World, add_household
from tests.rooms.marketplace_samples import GIFT, gift, list_county, publish_rice
from tests.web.busy_register import fill_register
from tests.web.busy_rounds import fill_rounds
from tests.web.collection_samples import fill_collection
from tests.workflows.payment_samples import pages
from web.jobs import reindex
from workflows.index_documents import KINDS
from workflows.receive_donation import receive_donation
from workflows.settle_payment import confirm_transfer

FLAGGED = 25
"""Households of village A whose house is not safe: more than any page's statements may grow with."""
CASES = 4
VILLAGE = VILLAGE_A.split(".")[-2]
GRAIN = FieldDefinition("grain_store", FieldEntity.HOUSEHOLD, FieldKind.NUMBER, "Grain in store", "存粮", unit="kg")
STORY = PageDraft(
    "bamboo-and-a-new-roof",
    PageKind.NOTICE,
    "Bamboo and a new roof",
    "竹编与新屋顶",
    "A village learns a craft again, and roofs are mended before the rain.",
    "村里重新学起竹编，雨季之前修好屋顶。",
)


def fill(app: Flask, world: World, folder: Path) -> dict[str, int | str]:
    """Let the main job run and fill the lists; return the ids of what it left, by the names that addresses use."""
    here = app.extensions["holdfast"]
    job = MainJob(here.units, deepcopy(world))
    job.partners_offer()
    job.import_sheets(folder)
    add_flagged_households(job)
    job.grade()
    job.verify()
    job.decide("county_officer")
    open_more_cases(job)
    job.pair()
    job.draw()
    job.train()
    job.record_work_day()
    job.confirm_work_day("township_reviewer")
    job.visit()
    ids = ask_further(job) | stage_again(job, folder) | publish_things(job) | give_money(app, job) | ids_of(job)
    ids |= fill_collection(app, job.world) | change_family(job) | fill_register(job, folder)
    ids |= fill_rounds(job)
    reindex(here, KINDS)
    return ids


def add_flagged_households(job: MainJob) -> None:
    with job.as_("county_officer") as unit:
        new = [
            add_household(unit, job.world, f"F-{number:03}", VILLAGE_A, f"罗{number}", "male", is_dwelling_safe=False)
            for number in range(FLAGGED)
        ]
        due = TODAY + timedelta(days=3)
        assign_caseworkers(unit, [(household_id, job.world.users["caseworker"], due) for household_id in new])


def stage_again(job: MainJob, folder: Path) -> dict[str, int | str]:
    """Stage the same sheets once more, so that an import waits for a decision."""
    with job.as_("county_officer") as unit:
        files = write_family(folder, VILLAGE_A.split(".")[-2])
        staged = stage_import(unit, find_profile("county"), files, on_duplicate=OnDuplicate.UPDATE)
    return {"registry.run_id": staged.run_id, "profile": "county"}


def change_family(job: MainJob) -> dict[str, int | str]:
    """Let a child be born, so that there is a change to look at and to take back."""
    with job.as_("county_officer") as unit:
        child = NewMember("何小满", Sex.FEMALE, TODAY - timedelta(days=2), Relation.CHILD)
        born = record_birth(unit, job.household_id, child)
    return {"registry.change_id": born.change_id, "registry.change_kind": born.kind.value}


def open_more_cases(job: MainJob) -> None:
    """Verify and decide the leads of some flagged households too, so that the pairing board has rows."""
    with job.as_("county_officer") as unit:
        flagged = select(Lead.household_id, Lead.id).join(Household, Household.id == Lead.household_id)
        leads = unit.session.execute(flagged.where(Household.code.like("F-00%")).order_by(Lead.id).limit(CASES)).all()
    for household_id, lead_id in leads:
        other = replace(job, household_id=household_id, lead_id=lead_id)
        other.verify()
        other.decide("county_officer")


def ask_further(job: MainJob) -> dict[str, int | str]:
    """Let the county ask something of its own, and a village change its name."""
    with job.as_("county_officer") as unit:
        field = define_field(unit, replace(GRAIN, region_path=COUNTY))
        rename_region(unit, VILLAGE, name="甲一新村", on=TODAY)
    return {"field_id": field.field_id, "region_code": VILLAGE, "step": "merge"}


def publish_things(job: MainJob) -> dict[str, int | str]:
    """Publish goods, a page, and a product that nobody applied for yet."""
    with job.as_("insurer") as unit:
        new = replace(rice_product(), name_en="Rice, costs of seed", name_zh="水稻种子险")
        product_id = publish_product(unit, new).product_id
    with job.as_("county_officer") as unit:
        list_county(unit)
        listing_id = publish_rice(unit, job.world)
        page = publish_page(unit, STORY)
    return {"listing_id": listing_id, "page_id": page.page_id, "slug": STORY.slug, "product_id": product_id}


def give_money(app: Flask, job: MainJob) -> dict[str, int | str]:
    """An enterprise gives by bank transfer, and the finance officer finds it on the account."""
    here = app.extensions["holdfast"]
    with here.units.begin(SYSTEM, read_only=True) as unit:
        enterprise, finance = (job.world.actor(unit, login) for login in ("enterprise", "finance_officer"))
    ticket = receive_donation(here.units, enterprise, here.payments["bank_transfer"], gift(), pages)
    with here.units.begin(finance, read_only=True) as unit:
        payment_id = get_donation(unit, ticket.donation_id).payment_id
    confirm_transfer(here.units, finance, payment_id, GIFT)
    return {"donation_id": ticket.donation_id, "payment_id": payment_id}


def ids_of(job: MainJob) -> dict[str, int | str]:
    return {
        "household_id": job.household_id,
        "lead_id": job.lead_id,
        "case_id": job.case_id,
        "offer_id": job.offer_id,
        "session_id": job.session_id,
        "request_id": job.request_id,
        "application_id": job.application_id,
        "entry_id": job.entry_id,
        "person_id": job.people[1],
    }
