"""Spreadsheets on their way to a published form: compiled and kept outside of any unit of work."""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import PurePosixPath

from flask_babel import force_locale, gettext
from werkzeug.datastructures import FileStorage

from foundation.actor import system_actor
from foundation.clock import CHINA
from foundation.errors import HoldfastError, Invalid
from foundation.unit_of_work import UnitOfWork, Units
from foundation.wording import mark
from registry.models import Region
from registry.operations.collection.forms import KeptFile, NewVersion
from registry.queries.collection.submissions import list_file_keys
from registry.queries.fields import list_definitions
from registry.queries.regions import list_areas, list_regions_below
from registry.rules.collection.files import safe_name
from registry.rules.collection.household_form import FormTitle, household_form
from registry.rules.collection.openrosa import md5
from registry.rules.collection.sheets import FormLanguage, Translate, write_workbook
from registry.rules.words import RegionLevel
from web.languages import LABELS, current_language
from web.services import services

LARGEST_MEDIA = 10 * 1024 * 1024
MOST_CHOICES = 1_000
SUFFIX = re.compile(r"[a-z0-9]{1,10}", re.ASCII)
MEDIA_TOO_LARGE = mark("“%(name)s” is larger than 10 MB, which no telephone should have to fetch.")


def make_workbook(unit: UnitOfWork, title: FormTitle, region_path: str) -> bytes:
    """Return Holdfast's own household form for a region as a spreadsheet."""
    languages = form_languages()
    sheets = household_form(title, languages, list_definitions(unit, region_path))
    return write_workbook(sheets, languages)


def form_languages() -> list[FormLanguage]:
    """Return the languages of a form, the reader's own first: it is the one that devices show by themselves."""
    codes = sorted(LABELS, key=lambda code: code != current_language())
    return [FormLanguage(code, LABELS[code], _translator(code)) for code in codes]


def compile_version(workbook: bytes, media: Sequence[FileStorage] = ()) -> NewVersion:
    """Compile a spreadsheet and keep it with its files. Raises: Invalid with the row and the reason."""
    here = services()
    compiled = here.form_compiler.compile(workbook)
    kept = [_keep(one) for one in media if one.filename]
    key = here.files.save(workbook, suffix="xlsx")
    return NewVersion(compiled.xform, key, kept, compiled.warnings)


@contextmanager
def released_on_refusal(units: Units, new: NewVersion) -> Iterator[None]:
    """Take the files of a version that was refused out of the store again, unless another one has them too."""
    try:
        yield
    except HoldfastError:
        with units.begin(system_actor("publishing"), read_only=True) as unit:
            known = list_file_keys(unit)
        for key in {new.workbook_key, *(file.key for file in new.media)} - known:
            services().files.delete(key)
        raise


def version_of(moment: datetime) -> str:
    """Return the version that a form made now gets: later ones sort after earlier ones."""
    return moment.astimezone(CHINA).strftime("%Y%m%d%H%M%S")


def form_regions(unit: UnitOfWork) -> list[Region]:
    """Return the regions that a form may be published for, the widest first."""
    below = [*list_regions_below(unit, RegionLevel.COUNTY), *list_regions_below(unit, RegionLevel.TOWNSHIP)]
    return _distinct([*list_areas(unit), *below])


def device_regions(unit: UnitOfWork) -> list[Region]:
    """Return the regions that a device may be handed out for."""
    townships = list_regions_below(unit, RegionLevel.TOWNSHIP)
    villages = list_regions_below(unit, RegionLevel.VILLAGE)
    return _distinct([*townships, *(villages if len(villages) <= MOST_CHOICES else [])])


def _distinct(regions: Sequence[Region]) -> list[Region]:
    found = {region.path: region for region in regions}
    return sorted(found.values(), key=lambda region: (region.path.count("."), region.path))


def _translator(code: str) -> Translate:
    def translate(text: str) -> str:
        with force_locale(code):
            return gettext(text) if text else ""

    return translate


def _keep(upload: FileStorage) -> KeptFile:
    name = safe_name(upload.filename or "")
    content = upload.read()
    if len(content) > LARGEST_MEDIA:
        raise Invalid(MEDIA_TOO_LARGE, name=name)
    ending = PurePosixPath(name).suffix.lower().lstrip(".")
    key = services().files.save(content, suffix=ending if SUFFIX.fullmatch(ending) else "")
    return KeptFile(name, key, md5(content), len(content))
