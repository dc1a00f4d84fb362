"""Handing out devices, giving them new tokens, and withdrawing them."""

import secrets
from collections.abc import Sequence
from datetime import timedelta

from foundation.scope import covers
from foundation.unit_of_work import UnitOfWork
from registry.models import Device
from registry.queries.collection.devices import MOST_HOUSEHOLDS, count_households, find_device, get_device
from registry.rules.collection.errors import DeviceAreaTooLarge, DeviceNameTaken, DeviceOutsideArea
from registry.rules.collection.facts import DeviceIssued
from registry.rules.collection.tokens import hash_token, make_token

SEEN_AGAIN = timedelta(minutes=5)
"""A device that asks again within this time is not written down again."""


def issue_device(
    unit: UnitOfWork, *, name: str, holder: str, region_path: str, language: str, form_ids: Sequence[int] | None
) -> DeviceIssued:
    """Hand out a device with a new token.

    Args:
        name: what the device calls itself, in plain small letters.
        form_ids: the forms that it may use; None for all of its area.
    Raises: DeviceNameTaken; DeviceOutsideArea; DeviceAreaTooLarge. Writes: device, audit.
    """
    if not covers(unit.actor, region_path):
        raise DeviceOutsideArea(field="region")
    if find_device(unit, name) is not None:
        raise DeviceNameTaken(field="name", name=name)
    count = count_households(unit, region_path)
    if count > MOST_HOUSEHOLDS:
        raise DeviceAreaTooLarge(field="region", count=count, limit=MOST_HOUSEHOLDS)
    token = make_token(secrets.token_bytes)
    device = Device(
        name=name,
        holder=holder,
        region_path=region_path,
        language=language,
        form_ids=list(form_ids) if form_ids is not None else None,
        token_hash=hash_token(token),
        issued_at=unit.now,
        issued_by_id=unit.actor.user_id,
        issued_by=unit.actor.name[:120],
    )
    unit.session.add(device)
    unit.session.flush()
    unit.note("issue_device", "device", device.id, region_path=region_path, name=name, holder=holder)
    return DeviceIssued(device.id, name, token)


def renew_token(unit: UnitOfWork, device_id: int) -> DeviceIssued:
    """Give a device another token; the old one ends at once. A withdrawn device is in use again.

    Raises: DeviceNotFound. Writes: device, audit.
    """
    device = get_device(unit, device_id, for_update=True)
    token = make_token(secrets.token_bytes)
    device.token_hash = hash_token(token)
    device.issued_at, device.issued_by_id, device.issued_by = unit.now, unit.actor.user_id, unit.actor.name[:120]
    device.revoked_at = device.revoked_by = None
    unit.note("renew_device_token", "device", device.id, region_path=device.region_path, name=device.name)
    return DeviceIssued(device.id, device.name, token)


def revoke_device(unit: UnitOfWork, device_id: int) -> None:
    """Withdraw a device; repeating it changes nothing. Raises: DeviceNotFound. Writes: device, audit."""
    device = get_device(unit, device_id, for_update=True)
    if device.revoked_at is None:
        device.revoked_at, device.revoked_by = unit.now, unit.actor.name[:120]
        unit.note("revoke_device", "device", device.id, region_path=device.region_path, name=device.name)


def note_seen(unit: UnitOfWork, device_id: int, program: str) -> None:
    """Write down that a device was here, and with which program. Writes: device."""
    device = unit.session.get_one(Device, device_id)
    device.last_seen_at = unit.now
    device.last_seen_with = program[:160]


def must_note(device: Device, unit: UnitOfWork) -> bool:
    """Tell whether a device's visit is worth a write."""
    return device.last_seen_at is None or unit.now - device.last_seen_at >= SEEN_AGAIN
