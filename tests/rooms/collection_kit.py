"""Forms, devices and submissions for the tests of field collection."""

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

from foundation.unit_of_work import UnitOfWork
from gateways.pyxform_forms import PyxformCompiler
from registry.models import CollectionForm, Device, FormVersion, Household, Submission
from registry.operations.collection.devices import issue_device
from registry.operations.collection.forms import NewVersion, publish_form
from registry.operations.collection.receiving import ArrivedFile, receive_submission
from registry.rules.collection.facts import SubmissionReceived
from registry.rules.collection.household_form import FormTitle, household_form
from registry.rules.collection.sheets import FormLanguage, write_workbook
from tests.builders.world import COUNTY, TOWNSHIP_A
from tests.collect_stand_in import fill_in

DATA = Path(__file__).resolve().parent.parent / "data" / "collection"
LANGUAGES = [FormLanguage("zh", "中文", str), FormLanguage("en", "English", str)]
PHOTO = "1718420000000.jpg"
JPEG = bytes.fromhex("ffd8ffe000104a46494600010100000100010000ffda0008010100003f0000") + b"\x00" * 40 + b"\xff\xd9"
NAUGHTY = (
    "=cmd|' /C calc'!A0",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "'; drop table submission; --",
    "<script>alert(1)</script>",
    "{{ 7*7 }} %(name)s %s %n {0} ${HOME} $(reboot)",
    "𠜎𠜱𠝹 ﷽ Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢L",
    "\u202etest\u202c \u2066x\u2069 田中さんにあげて下さい",
    "👨\u200d👩\u200d👧 🇨🇳",
    "a\tb\nc",
    "\\N \\\\ \\x00 NULL nil undefined NaN 1e309 -0",
    "../../../etc/passwd",
    "]]> &amp; &#x0; <![CDATA[x]]>",
    "长" * 500,
)
KEPT = ArrivedFile(PHOTO, "0" * 64, len(JPEG), "a" * 64 + ".jpg", "image/jpeg")


@cache
def compile_form(form_id: str = "household_test", version: str = "1") -> str:
    """Return Holdfast's own household form as an XForm."""
    sheets = household_form(FormTitle(form_id, "Household survey", version), LANGUAGES)
    return PyxformCompiler().compile(write_workbook(sheets, LANGUAGES)).xform


@cache
def javarosa_form() -> str:
    """Return the form that `submission.xml`, which JavaRosa wrote, was filled in with."""
    return PyxformCompiler().compile((DATA / "form.xlsx").read_bytes()).xform


def publish(unit: UnitOfWork, xform: str | None = None, region_path: str = COUNTY) -> CollectionForm:
    """Publish the household form."""
    done = publish_form(unit, NewVersion(xform or compile_form(), "w" * 64 + ".xlsx"), region_path)
    return unit.session.get_one(CollectionForm, done.form_id)


def hand_out(unit: UnitOfWork, name: str = "phone-01", region_path: str = TOWNSHIP_A) -> Device:
    """Hand out a device."""
    issued = issue_device(
        unit, name=name, holder=f"Holder of {name}", region_path=region_path, language="en", form_ids=None
    )
    return unit.session.get_one(Device, issued.device_id)


def known_household(unit: UnitOfWork, household_id: int, **answers: str) -> dict[str, str]:
    """Return the answers with which a device begins on a household of its list."""
    household = unit.session.get_one(Household, household_id)
    return {
        "may_ask": "yes",
        "surveyed_on": "2026-06-15",
        "is_known": "yes",
        "village_code": household.village_code,
        "known_code": household.code,
        "household_code": household.code,
        "base_mark": household.changed_at.isoformat(),
        "household_label": "陈桂英",
        "end": "2026-06-15T09:30:00.000+08:00",
        **answers,
    }


NEW_HOUSEHOLD = {
    "may_ask": "yes",
    "surveyed_on": "2026-06-15",
    "is_known": "no",
    "village_code": "360121100201",
    "household_code": "360121100201-1a2b3c4d",
    "household_class": "ordinary",
    "address": "五组",
    "end": "2026-06-15T09:30:00.000+08:00",
}
NEW_HEAD = {
    "person_code": "F0001",
    "name": "何田生",
    "relation": "head",
    "sex": "male",
    "born_on": "1981-04-12",
    "id_number": "11010519491231002X",
}


def send(
    unit: UnitOfWork,
    device: Device,
    answers: Mapping[str, str],
    repeats: Mapping[str, Sequence[Mapping[str, str]]] | None = None,
    files: Mapping[str, ArrivedFile] | None = None,
    *,
    xform: str | None = None,
    instance_id: str | None = None,
    deprecated_id: str | None = None,
) -> SubmissionReceived:
    """Fill the form in and take it in."""
    xml = fill_in(xform or compile_form(), answers, repeats, instance_id=instance_id, deprecated_id=deprecated_id)
    return receive_submission(unit, device, xml, files or {})


def submission(unit: UnitOfWork, received: SubmissionReceived) -> Submission:
    """Return what was received."""
    found = unit.session.get_one(Submission, received.submission_id)
    unit.session.refresh(found)
    unit.session.refresh(found, ["files"])
    return found


def version_of(unit: UnitOfWork, form: CollectionForm) -> FormVersion:
    """Return the only version of a form."""
    unit.session.refresh(form, ["versions"])
    return form.versions[-1]
