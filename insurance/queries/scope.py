"""What of insurance an actor may see."""

from sqlalchemy import ColumnElement, and_, func, literal, or_

from foundation.actor import Actor
from foundation.scope import within_areas
from insurance.models import CoverApplication, InsuranceProduct
from registry.queries.scope import household_scope


def product_scope(actor: Actor) -> ColumnElement[bool]:
    """Return the condition that a product may be seen: the actor's own, or offered somewhere in the actor's areas."""
    path = InsuranceProduct.region_path
    offered = [func.starts_with(literal(area), path) for area in actor.areas]
    seen = [within_areas(path, actor), *offered]
    if actor.organisation_id is not None:
        seen.append(InsuranceProduct.organisation_id == actor.organisation_id)
    return or_(*seen)


def cover_scope(actor: Actor) -> ColumnElement[bool]:
    """Return the condition that an application may be seen, in a select that joins its product.

    Staff and households see those of the households in their scope; an insurer those for its own products, once they
    were submitted.
    """
    seen = household_scope(CoverApplication.region_path, CoverApplication.household_id, actor)
    if actor.organisation_id is None:
        return seen
    is_own = InsuranceProduct.organisation_id == actor.organisation_id
    return or_(seen, and_(is_own, CoverApplication.submitted_at.is_not(None)))
