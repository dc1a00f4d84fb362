"""What pages of the market need to be there before they are looked at, committed by the cast."""

from foundation.actor import system_actor
from foundation.unit_of_work import Units
from ledger.rules.words import PaymentMethod
from marketplace.queries.donations import get_donation
from marketplace.queries.requests import RequestRow, get_request
from tests.builders.world import World
from tests.rooms.marketplace_samples import gift, list_county, publish_grants, publish_rice
from tests.workflows.help_samples import open_school_case, plan_grant
from tests.workflows.payment_samples import bank_gateway, pages
from workflows.receive_donation import receive_donation

SYSTEM = system_actor("test")


def grants(units: Units, world: World) -> int:
    """Post and open two school grants; return the offer's id."""
    with units.begin(SYSTEM) as unit:
        return publish_grants(unit, world)


def school_case(units: Units, world: World) -> int:
    """Open a case for household A-001; return its id."""
    with units.begin(SYSTEM) as unit:
        return open_school_case(unit, world)


def asked_grant(units: Units, world: World) -> RequestRow:
    """Let household A-001 ask for a school grant; return the request as the office sees it."""
    with units.begin(SYSTEM) as unit:
        planned = plan_grant(unit, world)
        unit.actor = SYSTEM
        return get_request(unit, planned.request.request_id)


def request_as_it_is(units: Units, request_id: int) -> RequestRow:
    with units.begin(SYSTEM, read_only=True) as unit:
        return get_request(unit, request_id)


def rice(units: Units, world: World) -> int:
    """Put rice on the market; return its id."""
    with units.begin(SYSTEM) as unit:
        list_county(unit)
        return publish_rice(unit, world)


def county(units: Units) -> None:
    with units.begin(SYSTEM) as unit:
        list_county(unit)


def transfer(units: Units, world: World, login: str = "enterprise") -> tuple[int, int]:
    """Have somebody give 500 yuan by bank transfer; return donation and payment."""
    with units.begin(SYSTEM, read_only=True) as unit:
        actor = world.actor(unit, login)
    new = gift(f"form-{login}", method=PaymentMethod.BANK_TRANSFER)
    ticket = receive_donation(units, actor, bank_gateway(), new, pages)
    with units.begin(SYSTEM, read_only=True) as unit:
        return ticket.donation_id, get_donation(unit, ticket.donation_id).payment_id
