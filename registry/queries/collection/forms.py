"""Reads of forms and their versions.

A form belongs to a region. Those responsible for the region, for a part of it or for more than it may see it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Row, func, literal, or_, select, true
from sqlalchemy.orm import joinedload

from foundation.actor import Actor
from foundation.paging import Page, PageRequest, fetch_page
from foundation.scope import within_areas
from foundation.unit_of_work import UnitOfWork
from registry.models import CollectionForm, Device, FormVersion, Region, Submission
from registry.queries.collection.submissions import seen_submissions
from registry.rules.collection.errors import FormNotFound, FormVersionNotFound
from registry.rules.collection.words import PENDING, FormState


@dataclass(frozen=True, slots=True)
class FormFilters:
    """What a list of forms is narrowed to; empty means all."""

    words: str = ""
    state: str = ""


def seen_forms(actor: Actor) -> ColumnElement[bool]:
    """Return the condition that a form may be seen by the actor."""
    if "" in actor.areas:
        return true()
    above = [func.starts_with(literal(area), CollectionForm.region_path) for area in actor.areas]
    return or_(within_areas(CollectionForm.region_path, actor), *above)


def get_form(unit: UnitOfWork, form_id: int, *, for_update: bool = False) -> CollectionForm:
    """Return a form the actor may see. Raises: FormNotFound. Cost: 1."""
    statement = select(CollectionForm).where(CollectionForm.id == form_id, seen_forms(unit.actor))
    if for_update:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    form = unit.session.scalar(statement)
    if form is None:
        raise FormNotFound()
    return form


def find_form(unit: UnitOfWork, xml_id: str) -> CollectionForm | None:
    """Return the form with this `form_id`, whoever may see it. Cost: 1."""
    return unit.session.scalar(select(CollectionForm).where(CollectionForm.form_id == xml_id))


def list_forms(unit: UnitOfWork, filters: FormFilters, request: PageRequest) -> Page[Row[Any]]:
    """Return a page of forms with their newest version and how many submissions came, open ones first. Cost: 2."""
    columns: list[Any] = [
        CollectionForm.id,
        CollectionForm.form_id,
        CollectionForm.name,
        CollectionForm.state,
        Region.name.label("region"),
        FormVersion.version,
        FormVersion.published_at,
        _count_of(unit).label("submissions"),
        _count_of(unit, Submission.state.in_(PENDING)).label("pending"),
    ]
    newest = (
        select(func.max(FormVersion.id))
        .where(FormVersion.collection_form_id == CollectionForm.id)
        .correlate(CollectionForm)
        .scalar_subquery()
    )
    statement = (
        select(*columns)
        .join(FormVersion, FormVersion.id == newest)
        .outerjoin(Region, Region.path == CollectionForm.region_path)
        .where(seen_forms(unit.actor))
    )
    if filters.words:
        statement = statement.where(
            or_(CollectionForm.name.icontains(filters.words, autoescape=True), CollectionForm.form_id == filters.words)
        )
    if filters.state:
        statement = statement.where(CollectionForm.state == filters.state)
    sortable = {"name": CollectionForm.name, "published": FormVersion.published_at}
    return fetch_page(
        unit.session, statement, request, sortable, (CollectionForm.state.desc(), FormVersion.published_at.desc())
    )


def _count_of(unit: UnitOfWork, *conditions: ColumnElement[bool]) -> Any:
    return (
        select(func.count())
        .select_from(Submission)
        .join(FormVersion, FormVersion.id == Submission.form_version_id)
        .where(
            FormVersion.collection_form_id == CollectionForm.id,
            Submission.state != "replaced",
            seen_submissions(unit.actor),
            *conditions,
        )
        .correlate(CollectionForm)
        .scalar_subquery()
    )


def list_versions(unit: UnitOfWork, form: CollectionForm) -> Sequence[Row[Any]]:
    """Return the versions of a form, newest first, with how many submissions each brought. Cost: 1."""
    count = (
        select(func.count())
        .where(Submission.form_version_id == FormVersion.id, seen_submissions(unit.actor))
        .correlate(FormVersion)
        .scalar_subquery()
    )
    columns: list[Any] = [
        FormVersion.id,
        FormVersion.version,
        FormVersion.published_at,
        FormVersion.published_by,
        FormVersion.warnings,
        FormVersion.media,
        FormVersion.lists,
        count.label("submissions"),
    ]
    statement = select(*columns).where(FormVersion.collection_form_id == form.id).order_by(FormVersion.id.desc())
    return unit.session.execute(statement).all()


def get_version(unit: UnitOfWork, version_id: int) -> FormVersion:
    """Return a version of a form the actor may see, with its form. Raises: FormNotFound. Cost: 1."""
    version = unit.session.scalar(
        select(FormVersion)
        .join(FormVersion.form)
        .where(FormVersion.id == version_id, seen_forms(unit.actor))
        .options(joinedload(FormVersion.form))
    )
    if version is None:
        raise FormNotFound()
    return version


def newest_version(unit: UnitOfWork, form: CollectionForm) -> FormVersion:
    """Return the newest version of a form. Raises: FormNotFound. Cost: 1."""
    version = unit.session.scalar(
        select(FormVersion).where(FormVersion.collection_form_id == form.id).order_by(FormVersion.id.desc()).limit(1)
    )
    if version is None:
        raise FormNotFound()
    return version


def find_version(unit: UnitOfWork, xml_id: str, version: str) -> FormVersion:
    """Return the version of a form that a submission names, with its form. Raises: FormVersionNotFound. Cost: 1."""
    found = unit.session.scalar(
        select(FormVersion)
        .join(FormVersion.form)
        .where(CollectionForm.form_id == xml_id, FormVersion.version == version)
        .options(joinedload(FormVersion.form))
    )
    if found is None:
        raise FormVersionNotFound(form=xml_id, version=version)
    return found


def list_for_device(unit: UnitOfWork, device: Device) -> Sequence[FormVersion]:
    """Return the newest version of each form that a device may fetch now, with its form. Cost: 1."""
    newest = (
        select(func.max(FormVersion.id)).join(FormVersion.form).where(*_of_device(device)).group_by(CollectionForm.id)
    )
    statement = select(FormVersion).where(FormVersion.id.in_(newest)).options(joinedload(FormVersion.form))
    return unit.session.scalars(statement.order_by(FormVersion.id)).all()


def get_for_device(unit: UnitOfWork, device: Device, version_id: int) -> FormVersion:
    """Return a version that a device may fetch. Raises: FormNotFound. Cost: 1."""
    version = unit.session.scalar(
        select(FormVersion).join(FormVersion.form).where(FormVersion.id == version_id, *_of_device(device))
    )
    if version is None:
        raise FormNotFound()
    return version


def may_use(device: Device, form: CollectionForm) -> bool:
    """Tell whether a form is among those of a device."""
    is_named = device.form_ids is None or form.id in device.form_ids
    return is_named and device.region_path.startswith(form.region_path)


def list_form_choices(unit: UnitOfWork) -> Sequence[Row[Any]]:
    """Return id and name of each form that is not closed. Cost: 1."""
    columns: list[Any] = [CollectionForm.id, CollectionForm.name]
    statement = select(*columns).where(seen_forms(unit.actor), CollectionForm.state != FormState.CLOSED)
    return unit.session.execute(statement.order_by(CollectionForm.name)).all()


def _of_device(device: Device) -> list[ColumnElement[bool]]:
    conditions = [
        CollectionForm.state == FormState.OPEN,
        func.starts_with(literal(device.region_path), CollectionForm.region_path),
    ]
    return conditions if device.form_ids is None else [*conditions, CollectionForm.id.in_(device.form_ids)]
