"""Field collection in the demo: the county's form, a telephone, and what caseworkers sent; two of them disagree."""

import uuid
from collections.abc import Mapping
from pathlib import Path
from xml.etree import ElementTree

from babel.support import NullTranslations, Translations
from sqlalchemy import select

from foundation.unit_of_work import UnitOfWork
from registry.models import Device, Household
from registry.operations.collection.devices import issue_device
from registry.operations.collection.forms import NewVersion, publish_form
from registry.operations.collection.receiving import receive_submission
from registry.operations.collection.staging import stage_submissions
from registry.queries.fields import list_definitions
from registry.rules.collection.household_form import FormTitle, household_form
from registry.rules.collection.sheets import FormLanguage, write_workbook
from web.demo.places import COUNTY, COUNTY_PATH, FIRST_TOWNSHIP
from web.demo.stage import Stage
from web.languages import LABELS

TRANSLATIONS = Path(__file__).resolve().parents[2] / "translations"
XF = "{http://www.w3.org/2002/xforms}"
TEMPLATE = "{http://openrosa.org/javarosa}template"
NAMES = uuid.UUID("6b1f3c52-0f1e-4c3e-9a53-360735000000")
DEVICES = (("qinjiang-01", "刘国华"), ("qinjiang-02", "温卫国"))


def collect(stage: Stage, day: int) -> None:
    """Publish the household form, hand out two telephones, and let them send what they were told."""
    xform = _publish(stage, day - 20)
    with stage.act("county_officer", day - 19) as unit:
        for name, holder in DEVICES:
            issue_device(unit, name=name, holder=holder, region_path=FIRST_TOWNSHIP, language="zh", form_ids=None)
    with stage.direct(day, 15) as unit:
        first, second = (unit.session.scalars(select(Device).where(Device.name == name)).one() for name, _ in DEVICES)
        homes = _households(unit)
        _send(unit, first, xform, homes[0], {"livestock_count": "4", "debt": "0"})
        stage_submissions(unit)
        _send(unit, first, xform, homes[1], {"address": "村口第二排", "livestock_count": "6"})
        _send(unit, second, xform, homes[1], {"address": "小学旁新屋", "livestock_count": "2"})
        _send(unit, second, xform, homes[2], {"debt": "12000", "remark": "户主外出，由妻子回答。"})


def _publish(stage: Stage, day: int) -> str:
    languages = [FormLanguage(code, LABELS[code], _translations(code).gettext) for code in sorted(LABELS, reverse=True)]
    with stage.act("county_officer", day) as unit:
        title = FormTitle(f"household_{COUNTY}", "入户调查 · Household survey", "1")
        workbook = write_workbook(household_form(title, languages, list_definitions(unit, COUNTY_PATH)), languages)
    compiled = stage.here.form_compiler.compile(workbook)
    key = stage.here.files.save(workbook, suffix="xlsx")
    with stage.act("county_officer", day, 10) as unit:
        publish_form(unit, NewVersion(compiled.xform, key, (), compiled.warnings), COUNTY_PATH)
    return compiled.xform


def _translations(code: str) -> NullTranslations:
    return Translations.load(TRANSLATIONS, [code])


def _households(unit: UnitOfWork) -> list[Household]:
    """Return some households of the telephones' township."""
    inside = select(Household).where(Household.region_path.startswith(FIRST_TOWNSHIP), Household.closed_on.is_(None))
    return list(unit.session.scalars(inside.order_by(Household.code).offset(3).limit(3)))


def _send(unit: UnitOfWork, device: Device, xform: str, household: Household, said: Mapping[str, str]) -> None:
    """Fill the form in about a household that the device carries, and take it in as if it had been sent."""
    answers = {
        "may_ask": "yes",
        "surveyed_on": unit.today.isoformat(),
        "is_known": "yes",
        "village_code": household.village_code,
        "known_code": household.code,
        "household_code": household.code,
        "household_label": household.code,
        "base_mark": household.changed_at.isoformat(),
        "end": unit.now.isoformat(),
        **said,
    }
    name = uuid.uuid5(NAMES, f"{device.name} {household.code}")
    receive_submission(unit, device, fill_in(xform, answers, f"uuid:{name}"), {})


def fill_in(xform: str, answers: Mapping[str, str], instance_id: str) -> bytes:
    """Return a form's own model with the answers in it, as a telephone sends it; rounds of repeats are left out.

    Args:
        answers: question → what was said.
    """
    model = ElementTree.fromstring(xform).find(f".//{XF}model/{XF}instance")  # noqa: S314 - our own form
    if model is None:
        raise LookupError("the form has no model")
    root = model[0]
    repeats = {child.tag for child in root if child.get(TEMPLATE) is not None}
    for child in [child for child in root if child.tag in repeats]:
        root.remove(child)
    for node in root.iter():
        name = node.tag.rpartition("}")[2]
        if not len(node) and name in answers:
            node.text = answers[name]
        elif name == "instanceID":
            node.text = instance_id
    return ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
