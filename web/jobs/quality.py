"""Validation: every night, when somebody asks for it, and for one household."""

import procrastinate

from registry.errors import HouseholdNotFound
from registry.rules.quality.faults import RunNotWaiting, RunUnderWay
from web.jobs.worker import worker
from web.services import Services
from workflows import validate_registry as workflow

EVERY_NIGHT = "10 18 * * *"
"""Ten past two in China; the queue counts in UTC."""


def add_handlers(queue: procrastinate.App, here: Services) -> None:
    """Bind the handlers; runs are carried out one after another."""

    @queue.periodic(cron=EVERY_NIGHT)
    @queue.task(name="validate_nightly", lock="validate_registry")
    def validate_nightly(timestamp: int) -> None:
        try:
            workflow.validate_registry(here.units, worker())
        except RunUnderWay:
            return  # somebody's run over these households goes on: the next night comes

    @queue.task(name="validate_registry", lock="validate_registry")
    def validate_registry(run_id: int) -> None:
        try:
            workflow.carry_out(here.units, worker(), run_id, again=True)
        except RunNotWaiting:
            return  # carried out before

    @queue.task(name="validate_household")
    def validate_household(household_id: int) -> None:
        try:
            with here.units.begin(worker()) as unit:
                workflow.validate_household(unit, household_id)
        except HouseholdNotFound:
            return  # it has left the register in the meantime
