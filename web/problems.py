"""Errors as programs read them: `application/problem+json`.

Source: RFC 9457.
"""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from flask import Response, json, request

API_PREFIX = "/api/"


def wants_problem() -> bool:
    """Tell whether the present request comes from a program."""
    return request.path.startswith(API_PREFIX)


def problem(
    status: int,
    detail: str | None,
    *,
    errors: Mapping[str, Any] | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """Return a problem document.

    Args:
        errors: what is wrong with each field of the request.
    """
    told = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "instance": request.path,
        "errors": errors,
    }
    body = json.dumps({key: value for key, value in told.items() if value is not None})
    answer = Response(body, status, mimetype="application/problem+json")
    answer.headers.update(headers or {})
    if status == HTTPStatus.UNAUTHORIZED:
        answer.headers["WWW-Authenticate"] = 'Bearer realm="holdfast"'
    return answer
