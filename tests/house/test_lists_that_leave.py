"""Lists of people leave sealed: a plain file is the exception, and says why it names nobody."""

import ast
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

from tests.house.sources import ROOT, report, sources, write_tree

PLAIN_WAYS = {"csv_response", "csv_bytes"}
WRITERS = {
    "web/exports.py": "holds the plain way",
    "web/sealed_lists.py": "seals what it writes",
}
PLAIN = {
    "web/registry/views/regions.py:list_regions": "regions; households only as a count",
    "web/registry/views/fields.py:list_fields": "definitions of fields; answers only as a count",
    "web/registry/views/fields.py:download_field_template": "headings without rows",
    "web/registry/views/quality.py:list_quality_villages": "villages with counts of findings",
    "web/marketplace/views/offers.py:list_offers": "offers of organisations; help promised only as a sum",
}


def plain_files(root: Path) -> Iterator[tuple[str, int]]:
    """Yield (file:function, line) for every list that leaves as it is, by whatever name the file's maker calls it."""
    for source in sources(root, ("web",)):
        if source.name in WRITERS:
            continue
        for function in ast.walk(source.tree):
            if isinstance(function, ast.FunctionDef):
                for node in ast.walk(function):
                    if isinstance(node, ast.Name | ast.Attribute) and name_of(node) in PLAIN_WAYS:
                        yield f"{source.name}:{function.name}", node.lineno


def name_of(node: ast.Name | ast.Attribute) -> str:
    return node.id if isinstance(node, ast.Name) else node.attr


def unsealed_lists(root: Path, allowed: Mapping[str, str]) -> list[str]:
    return [
        f"{place} (line {line}) hands out a plain list. Put @sealed_list of web/sealed_lists.py on it when a row is "
        "about a person or a family; else say in PLAIN why it names nobody."
        for place, line in plain_files(root)
        if place not in allowed
    ]


def reasons_without_list(root: Path, allowed: Collection[str]) -> list[str]:
    there = {place for place, _line in plain_files(root)}
    return [f"PLAIN names {place}, which hands out no plain list." for place in sorted(set(allowed) - there)]


def test_a_list_that_can_name_a_person_leaves_sealed():
    assert not (found := unsealed_lists(ROOT, PLAIN)), report(found)


def test_every_reason_for_a_plain_list_is_still_needed():
    assert not (found := reasons_without_list(ROOT, PLAIN)), report(found)


def test_a_plain_list_without_a_reason_is_found(tmp_path: Path):
    write_tree(
        tmp_path,
        {
            "web/casework/views/leads.py": (
                "from web import exports\n\n\ndef list_leads(unit):\n    return exports.csv_response('leads', (), ())\n"
            )
        },
    )
    place = "web/casework/views/leads.py:list_leads"
    assert [line.startswith(place) for line in unsealed_lists(tmp_path, {})] == [True]
    assert not unsealed_lists(tmp_path, {place: "empty"})
    assert reasons_without_list(tmp_path, {place, "web/gone.py:list"}) == [
        "PLAIN names web/gone.py:list, which hands out no plain list."
    ]
