"""A compiled XForm read for what Holdfast needs of it: identity, questions with their words, files it uses.

Source: docs/methods.md, Field collection (ODK XForms).
"""

import re
from collections.abc import Iterator, Mapping
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from foundation.wording import mark
from registry.rules.collection.errors import WorkbookRefused
from registry.rules.collection.questions import NOTE, SELECTS, FormReading, Question

XF = "{http://www.w3.org/2002/xforms}"
H = "{http://www.w3.org/1999/xhtml}"
JR = "{http://openrosa.org/javarosa}"
LANGUAGE_CODE = re.compile(r"\(([a-z]{2,3})[^)]*\)\s*$")
MEDIA = re.compile(r"jr://[a-z-]+/([^/\s]+)$")
ITEXT = re.compile(r"jr:itext\('([^']+)'\)")
INSTANCE = re.compile(r"instance\('([^']+)'\)")
Words = dict[str, dict[str, str]]


def read_form(xform: str) -> FormReading:
    """Return what a compiled form says of itself. Raises: WorkbookRefused when it is no XForm."""
    try:
        page = fromstring(xform.encode())
    except (ParseError, DefusedXmlException, ValueError) as error:
        raise WorkbookRefused(problem=str(error)) from error
    model = page.find(f"{H}head/{XF}model")
    root = next(iter(model.find(f"{XF}instance") or ()), None) if model is not None else None
    if model is None or root is None or not root.get("id"):
        raise WorkbookRefused(problem=mark("it has no form_id"))
    words = _itext(model)
    body = page.find(f"{H}body")
    controls = dict(_controls(body, _option_lists(model, words), words)) if body is not None else {}
    repeats = {_short(repeat.get("nodeset", "")) for repeat in page.iter(f"{XF}repeat")}
    kinds = {_short(bind.get("nodeset", "")): _kind(bind) for bind in model.iter(f"{XF}bind")}
    questions = tuple(
        _question(path, repeats, kinds.get(path, "string"), controls.get(path)) for path in _leaves(root, "")
    )
    title = str(page.findtext(f"{H}head/{H}title") or root.get("id", ""))
    return FormReading(root.get("id", ""), root.get("version", ""), title, questions, _media(page))


def _kind(bind: Element) -> str:
    """Return a node's data type; what is only shown to people is a note."""
    is_note = bind.get("readonly") == "true()" and bind.get("calculate") is None
    return NOTE if is_note else bind.get("type", "string")


def _short(nodeset: str) -> str:
    """Return a node's path without the form's root."""
    return nodeset.strip("/").partition("/")[2]


def _leaves(node: Element, path: str) -> Iterator[str]:
    """Yield the path of each node that can carry an answer, each once, in the form's order."""
    seen: set[str] = set()
    for child in node:
        name = child.tag.rpartition("}")[2]
        if name in seen or (name == "meta" and not path):
            continue
        seen.add(name)
        below = f"{path}/{name}" if path else name
        if len(child):
            yield from _leaves(child, below)
        else:
            yield below


def _question(path: str, repeats: set[str], kind: str, control: tuple[str, dict[str, str], Words] | None) -> Question:
    around = [repeat for repeat in repeats if path.startswith(f"{repeat}/")]
    repeat = max(around, key=len).rpartition("/")[2] if around else ""
    if control is None:
        return Question(path, repeat, kind)
    tag, labels, choices = control
    return Question(path, repeat, tag if tag in SELECTS else kind, labels, choices)


def _itext(model: Element) -> Words:
    """Return text id → language → words."""
    found: Words = {}
    for translation in model.iter(f"{XF}translation"):
        language = _language(translation.get("lang", ""))
        for text in translation.iter(f"{XF}text"):
            plain = [value for value in text.iter(f"{XF}value") if value.get("form") is None]
            if plain:
                found.setdefault(text.get("id", ""), {})[language] = _flat(plain[0])
    return found


def _language(name: str) -> str:
    found = LANGUAGE_CODE.search(name)
    return found.group(1) if found else name


def _flat(node: Element) -> str:
    """Return a node's words; a value that the form fills in shows as an ellipsis."""
    parts = [node.text or ""]
    for child in node:
        parts += ["…" if child.tag == f"{XF}output" else _flat(child), child.tail or ""]
    return "".join(parts).strip()


def _option_lists(model: Element, words: Words) -> dict[str, Words]:
    """Return list name → value → language → word, for choices that stand in the form itself."""
    lists: dict[str, Words] = {}
    for instance in model.findall(f"{XF}instance"):
        name = instance.get("id")
        if name and not instance.get("src"):
            items = [
                {field.tag.rpartition("}")[2]: field.text or "" for field in item}
                for item in instance.iter(f"{XF}item")
            ]
            lists[name] = {
                item.get("name", ""): words.get(item.get("itextId", ""), {"": item.get("label", "")}) for item in items
            }
    return lists


def _controls(
    body: Element, lists: Mapping[str, Words], words: Words
) -> Iterator[tuple[str, tuple[str, dict[str, str], Words]]]:
    for control in body.iter():
        reference = control.get("ref")
        if reference is None or control.tag in (f"{XF}group", f"{XF}label", f"{XF}hint", f"{XF}value", f"{XF}output"):
            continue
        label = control.find(f"{XF}label")
        said = _said(label, words) if label is not None else {}
        yield _short(reference), (control.tag.removeprefix(XF), said, _choices(control, lists, words))


def _said(label: Element, words: Words) -> dict[str, str]:
    found = ITEXT.search(label.get("ref", ""))
    return words.get(found.group(1), {}) if found else {"": _flat(label)}


def _choices(control: Element, lists: Mapping[str, Words], words: Words) -> Words:
    itemset = control.find(f"{XF}itemset")
    if itemset is not None:
        found = INSTANCE.search(itemset.get("nodeset", ""))
        return lists.get(found.group(1), {}) if found else {}
    return {
        item.findtext(f"{XF}value") or "": _said(label, words)
        for item in control.findall(f"{XF}item")
        if (label := item.find(f"{XF}label")) is not None
    }


def _media(page: Element) -> tuple[str, ...]:
    """Return the names of the files that the form refers to."""
    places = [instance.get("src", "") for instance in page.iter(f"{XF}instance")]
    places += [value.text or "" for value in page.iter(f"{XF}value") if value.get("form")]
    found = [MEDIA.match(place.strip()) for place in places]
    return tuple(sorted({match.group(1) for match in found if match}))
