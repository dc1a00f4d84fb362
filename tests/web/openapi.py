"""Holds answers against an OpenAPI 3.1 document: as much of JSON Schema as the document uses."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

KINDS = {
    "string": str,
    "integer": int,
    "number": (int, float),
    "boolean": bool,
    "array": list,
    "object": dict,
    "null": type(None),
}
READ = {"date": date.fromisoformat, "date-time": datetime.fromisoformat}


def answer_schema(document: dict[str, Any], path: str) -> dict[str, Any]:
    """Return the schema of the good answer of GET on a path."""
    schema: dict[str, Any] = answer_of(document, path)["schema"]
    return schema


def answer_of(document: dict[str, Any], path: str) -> dict[str, Any]:
    found: dict[str, Any] = document["paths"][path]["get"]["responses"]["200"]["content"]["application/json"]
    return found


def faults(value: Any, schema: dict[str, Any], document: dict[str, Any], at: str = "$") -> Iterator[str]:
    """Yield where a value is not what its schema says; every property of an object must be there and described."""
    if "$ref" in schema:
        name = schema["$ref"].rsplit("/", 1)[-1]
        yield from faults(value, document["components"]["schemas"][name], document, at)
    elif "anyOf" in schema:
        if all(list(faults(value, one, document, at)) for one in schema["anyOf"]):
            yield f"{at} fits none of {schema['anyOf']}"
    elif not is_one_of(value, schema.get("type", list(KINDS))):
        yield f"{at} is {value!r}, not {schema['type']}"
    elif isinstance(value, list | dict):
        yield from part_faults(value, schema, document, at)
    elif isinstance(value, str) and schema.get("format") in READ:
        READ[schema["format"]](value)


def part_faults(
    value: list[Any] | dict[str, Any], schema: dict[str, Any], document: dict[str, Any], at: str
) -> Iterator[str]:
    """Yield the faults of the elements of a list or the properties of an object."""
    if isinstance(value, list):
        for number, item in enumerate(value):
            yield from faults(item, schema["items"], document, f"{at}[{number}]")
    elif "properties" in schema:
        yield from (f"{at}.{name} is told or described alone" for name in value.keys() ^ schema["properties"].keys())
        for name in value.keys() & schema["properties"].keys():
            yield from faults(value[name], schema["properties"][name], document, f"{at}.{name}")


def is_one_of(value: Any, kinds: str | list[str]) -> bool:
    """Tell whether a value is of a kind; true is no number."""
    named = [kinds] if isinstance(kinds, str) else kinds
    return any(isinstance(value, KINDS[kind]) and (kind == "boolean" or not isinstance(value, bool)) for kind in named)
