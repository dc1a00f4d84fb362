"""Errors as pages: what went wrong in plain words, and the way back."""

from flask import Flask, render_template
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from foundation.errors import Conflict, Forbidden, GatewayUnavailable, HoldfastError, Invalid, NotFound
from web.filters import sentence
from web.problems import problem, wants_problem

STATUS: tuple[tuple[type[HoldfastError], int], ...] = (
    (NotFound, 404),
    (Forbidden, 403),
    (Conflict, 409),
    (Invalid, 422),
    (GatewayUnavailable, 503),
)
TEMPLATES = {400: "409", 401: "403", 403: "403", 404: "404", 405: "404", 409: "409", 413: "409", 422: "409", 429: "429"}


def status_of(error: HoldfastError) -> int:
    """Return the HTTP status that fits an error of the house."""
    return next((status for family, status in STATUS if isinstance(error, family)), 500)


def register_errors(app: Flask) -> None:
    """Answer every error with a page of ours."""

    @app.errorhandler(HoldfastError)
    def house_error(error: HoldfastError) -> ResponseReturnValue:
        if wants_problem():
            field = error.field if isinstance(error, Invalid) else None
            return problem(status_of(error), str(error), errors={"query": {field: [str(error)]}} if field else None)
        return _page(status_of(error), sentence(error))

    @app.errorhandler(CSRFError)
    def csrf_error(_error: CSRFError) -> ResponseReturnValue:
        return _page(400, None)

    @app.errorhandler(HTTPException)
    def http_error(error: HTTPException) -> ResponseReturnValue:
        if error.response is not None:
            return error.response
        if wants_problem():
            return _http_problem(error)
        body, status = _page(error.code or 500, None)
        headers = [(name, value) for name, value in error.get_headers() if name.lower() in {"allow", "retry-after"}]
        return body, status, headers

    @app.errorhandler(Exception)
    def unforeseen(error: Exception) -> ResponseReturnValue:
        app.logger.exception("unforeseen error", exc_info=error)
        if wants_problem():
            return problem(500, None)
        return _page(500, None)


def _http_problem(error: HTTPException) -> ResponseReturnValue:
    """Answer a program; “not modified” is no problem and has no body."""
    status = error.code or 500
    if status < 400:
        return "", status
    kept = {name: value for name, value in error.get_headers() if name.lower() in {"allow", "retry-after"}}
    told = getattr(error, "data", None) or {}
    return problem(status, told.get("message") or error.description, errors=told.get("messages"), headers=kept)


def _page(status: int, detail: str | None) -> tuple[str, int]:
    template = TEMPLATES.get(status, "500")
    return render_template(f"errors/{template}.html", detail=detail, status=status), status
