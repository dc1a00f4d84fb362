"""The API described: as OpenAPI for programs, as a page for those who write them."""

import json
from collections.abc import Iterator, Sequence
from typing import Any

from flask import render_template
from flask.typing import ResponseReturnValue

from foundation.unit_of_work import UnitOfWork
from registry.rules.api_tokens import ApiScope
from web.access import public
from web.api.setup import description as read_description
from web.api.setup import pages


@pages.get("/openapi.json")
@public("the description names no data")
def show_openapi(unit: UnitOfWork) -> ResponseReturnValue:
    return read_description()


@pages.get("/")
@public("the description names no data")
def show_description(unit: UnitOfWork) -> ResponseReturnValue:
    document = read_description()
    return render_template("api/description.html", document=document, acts=list(acts_of(document)), scopes=ApiScope)


def acts_of(document: dict[str, Any]) -> list[dict[str, Any]]:
    """Return each act with its method, address, parameters and the fields of its answer."""
    schemas = document["components"]["schemas"]
    return [
        {
            "method": method.upper(),
            "path": path,
            "summary": act.get("summary", ""),
            "description": act.get("description", ""),
            "scope": act.get("security", [{}])[0].get("token", [""])[0],
            "parameters": list(parameters_of([*methods.get("parameters", ()), *act.get("parameters", ())], document)),
            "fields": answer_fields(act, schemas),
            "example": json.dumps(example_of(act), ensure_ascii=False, indent=2),
        }
        for path, methods in document["paths"].items()
        for method, act in methods.items()
        if method == "get"
    ]


def parameters_of(parameters: Sequence[Any], document: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield each parameter, those that are only named looked up."""
    for one in parameters:
        name = one.get("$ref", "").rsplit("/", 1)[-1] if isinstance(one, dict) else str(one)
        yield document["components"]["parameters"][name] if name else one


def example_of(act: dict[str, Any]) -> Any:
    """Return the sample of an act's answer."""
    return act["responses"]["200"]["content"]["application/json"]["example"]


def answer_fields(act: dict[str, Any], schemas: dict[str, Any]) -> dict[str, Any]:
    """Return the fields of one element of an act's answer."""
    schema = act["responses"]["200"]["content"]["application/json"]["schema"]
    reference = schema.get("items", schema).get("$ref", "").rsplit("/", 1)[-1]
    found: dict[str, Any] = schemas.get(reference, {}).get("properties", {})
    return found
