"""The door for devices: name and token over HTTP Basic, answers as OpenRosa wants them.

A device proves itself with every request; there is no session. Whatever goes wrong is said in an OpenRosa answer, in
the device's language, because that is what the person with the telephone sees.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import Response, request
from flask_babel import force_locale
from flask_babel import gettext as _
from flask_limiter.util import get_remote_address
from werkzeug.exceptions import ClientDisconnected, HTTPException, RequestEntityTooLarge
from werkzeug.http import http_date

from foundation.actor import VISITOR, Actor
from foundation.errors import HoldfastError
from foundation.unit_of_work import Units
from registry.models import Device
from registry.operations.collection.devices import must_note, note_seen
from registry.queries.collection.devices import prove_device
from registry.rules.collection.errors import DeviceRevoked, DeviceUnknown, SubmissionBroken, SubmissionTooLarge
from registry.rules.collection.openrosa import LARGEST_REQUEST, VERSION, answer
from web.errors import status_of
from web.filters import sentence
from web.services import services

XML = "text/xml; charset=utf-8"
PER_DEVICE = "600 per minute"
"""A day's work of a village comes in at once when the telephone finds a network."""
WRONG_TOKENS = "20 per minute"
View = Callable[..., Any]


def device_actor(device: Device) -> Actor:
    """Return who acts when a device does: in its area, without any permission of the office."""
    return Actor(user_id=None, name=f"device {device.name}", areas=(device.region_path,))


def for_devices(view: View) -> View:
    """Hand the view its units and the device that proved itself; answer as OpenRosa wants."""

    @wraps(view)
    def answered(units: Units, actor: Actor, **values: Any) -> Response:
        try:
            device = _prove(units)
            with force_locale(device.language):
                return _dressed(_answered_in_words(view, units, device, values))
        except DeviceUnknown as error:
            response = _refusal(error, 401)
            response.headers["WWW-Authenticate"] = 'Basic realm="Holdfast", charset="UTF-8"'
            return _dressed(response)
        except DeviceRevoked as error:
            with force_locale(error.language):
                return _dressed(_refusal(error, status_of(error)))
        except HoldfastError as error:
            return _dressed(_refusal(error, status_of(error)))

    return answered


def asking_device() -> str:
    """Return whose requests are counted together: the device's, or the address's where no device says its name."""
    given = request.authorization
    return f"device {given.username}" if given is not None and given.username else f"{get_remote_address()}"


def is_wrong_token(response: Response) -> bool:
    """Tell whether a request brought a name or a token that is not right; asking without any is how clients begin."""
    return response.status_code == 401 and request.authorization is not None


def _answered_in_words(view: View, units: Units, device: Device, values: dict[str, Any]) -> Response:
    try:
        response: Response = view(units, device, **values)
    except HoldfastError as error:
        status = status_of(error)
        return _refusal(error, 400 if status == 422 else status)  # the standard knows no 422
    except RequestEntityTooLarge:
        return _refusal(SubmissionTooLarge(limit=LARGEST_REQUEST // 1024**2), 413)
    except ClientDisconnected:
        return _refusal(SubmissionBroken(), 400)
    except HTTPException as error:
        return Response(
            answer(_("This request is not understood."), is_error=True), error.code or 400, content_type=XML
        )
    return response


def _prove(units: Units) -> Device:
    given = request.authorization
    if given is None or given.type != "basic":
        raise DeviceUnknown()
    with units.begin(VISITOR, read_only=True) as unit:
        device = prove_device(unit, given.username or "", given.password or "")
        is_news = must_note(device, unit)
    if is_news:
        with units.begin(device_actor(device)) as unit:
            note_seen(unit, device.id, request.user_agent.string)
    return device


def _refusal(error: HoldfastError, status: int) -> Response:
    return Response(answer(sentence(error), is_error=True), status, content_type=XML)


def _dressed(response: Response) -> Response:
    response.headers["X-OpenRosa-Version"] = VERSION
    response.headers["X-OpenRosa-Accept-Content-Length"] = str(LARGEST_REQUEST)
    response.headers["Date"] = http_date(services().units.clock.now())
    return response
