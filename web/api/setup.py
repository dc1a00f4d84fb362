"""The API bound to the application: its OpenAPI document, its scopes in it, and its errors."""

from typing import Any

import flask
from flask import Flask, current_app
from flask_smorest import Api

from registry.rules.api_tokens import ApiScope
from web.api import PREFIX, blueprint
from web.api.schemas import ProblemOut

EXTENSION = "holdfast_api"
pages = flask.Blueprint("api_pages", __name__, url_prefix=PREFIX)


class HoldfastApi(Api):  # type: ignore[misc]  # flask-smorest has no types
    """The document's maker; errors are answered by the house."""

    ERROR_SCHEMA = ProblemOut

    def _register_error_handlers(self) -> None:
        """Leave the application's handlers as they are."""


def register_api(app: Flask) -> None:
    """Add the API's views and make its document."""
    from web.api import views  # noqa: F401, PLC0415 - the views add themselves to the blueprints

    app.config.update(API_TITLE="Holdfast", API_VERSION="1", OPENAPI_VERSION="3.1.0")
    api = HoldfastApi(app, spec_kwargs={"info": {"description": DESCRIPTION}, "servers": [{"url": "/"}]})
    api.spec.components.security_scheme("token", {"type": "http", "scheme": "bearer", "description": TOKENS})
    api.register_blueprint(blueprint)
    app.register_blueprint(pages)
    app.extensions[EXTENSION] = api


def description() -> dict[str, Any]:
    """Return the OpenAPI document."""
    document: dict[str, Any] = current_app.extensions[EXTENSION].spec.to_dict()
    for answer in document["components"]["responses"].values():
        if "content" in answer:
            answer["content"] = {"application/problem+json": answer["content"].popitem()[1]}
    return document


DESCRIPTION = (
    "Read the register, grades, offers of help and statistics, each as far as the owner of the token may see them."
    " Lists come in pages (`page`, `page_size`; the head `X-Pagination` says how many). Answers carry an `ETag`: send"
    " it back in `If-None-Match` and an unchanged answer costs a 304. Errors are problem documents (RFC 9457)."
)
TOKENS = "A token that a user made under “My account”. Scopes: " + ", ".join(scope.value for scope in ApiScope) + "."
