"""A submission as a client sends it: who it is, what it replaces, and its answers.

Source: docs/methods.md, Field collection (OpenRosa metadata, ODK XForms instances).
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from foundation.wording import mark
from registry.rules.collection.errors import SubmissionBroken, SubmissionUnreadable

LARGEST_XML = 4 * 1024 * 1024
MOST_ANSWERS = 20_000
DEEPEST = 20
LONGEST_ID = 249
"""Bytes, answers, levels and characters that no real form comes near."""
TEMPLATE = "{http://openrosa.org/javarosa}template"


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer with its place.

    Args:
        path: node names without places, as in `Question.path`.
        rows: for each name of the path which of its like it is, from 1.
    """

    path: str
    rows: tuple[int, ...]
    text: str

    def row_in(self, repeat: str) -> tuple[int, ...]:
        """Return what tells one round of a repeat from the others."""
        names = self.path.split("/")
        return self.rows[: names.index(repeat) + 1] if repeat in names else ()


@dataclass(frozen=True, slots=True)
class Instance:
    """A whole submission."""

    form_id: str
    version: str
    instance_id: str
    deprecated_id: str
    name: str
    answers: tuple[Answer, ...]


def read_instance(content: bytes) -> Instance:
    """Read a submission's XML.

    Raises: SubmissionBroken when it is cut off or no XML; SubmissionUnreadable when it is not a submission.
    """
    root = _parse(content)
    meta = next((child for child in root if _name(child) == "meta"), None)
    told = {_name(child): (child.text or "").strip() for child in meta} if meta is not None else {}
    form_id = root.get("id") or _namespace(root)
    if not form_id:
        raise SubmissionUnreadable(problem=mark("it does not say which form it is"))
    if not told.get("instanceID") or len(told["instanceID"]) > LONGEST_ID:
        raise SubmissionUnreadable(problem=mark("it has no instanceID"))
    answers = []
    for answer in _answers(root, (), (), 0):
        answers.append(answer)
        if len(answers) > MOST_ANSWERS:
            raise SubmissionUnreadable(problem=mark("it has too many answers"))
    return Instance(
        form_id,
        root.get("version", ""),
        told["instanceID"],
        told.get("deprecatedID", "")[:LONGEST_ID],
        told.get("instanceName", ""),
        tuple(answers),
    )


def _parse(content: bytes) -> Element:
    if len(content) > LARGEST_XML:
        raise SubmissionUnreadable(problem=mark("its XML is too large"))
    try:
        root: Element = fromstring(content, forbid_dtd=True)
    except DefusedXmlException as error:
        raise SubmissionUnreadable(problem=mark("its XML declares entities")) from error
    except (ParseError, ValueError, LookupError) as error:
        raise SubmissionBroken() from error
    return root


def _answers(node: Element, names: tuple[str, ...], rows: tuple[int, ...], depth: int) -> Iterator[Answer]:
    if depth > DEEPEST:
        raise SubmissionUnreadable(problem=mark("its parts are nested too deeply"))
    seen: Counter[str] = Counter()
    for child in node:
        name = _name(child)
        if child.get(TEMPLATE) is not None or (name == "meta" and not names):
            continue
        seen[name] += 1
        place, own = (*names, name), (*rows, seen[name])
        if len(child):
            yield from _answers(child, place, own, depth + 1)
        elif child.text and child.text.strip():
            yield Answer("/".join(place), own, child.text.strip())


def _name(node: Element) -> str:
    return str(node.tag).rpartition("}")[2]


def _namespace(node: Element) -> str:
    return str(node.tag)[1:].partition("}")[0] if str(node.tag).startswith("{") else ""
