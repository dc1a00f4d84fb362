"""Findings as sealed files: all of them, those of one rule, those of one village."""

from collections.abc import Iterable, Iterator
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import Row

from foundation.unit_of_work import UnitOfWork
from registry.permissions import RegistryPermission
from registry.queries.quality import findings as queries
from registry.queries.quality.books import get_book, get_rule
from registry.queries.quality.findings import FindingFilters
from registry.queries.regions import get_region
from web.filters import label
from web.registry import blueprint
from web.registry import quality_words as words
from web.registry.quality_forms import FindingFilterForm
from web.sealed_lists import ListFile, sealed_list

COLUMNS = ("household", "head", "member", "village", "rule", "severity", "text", "fields", "since", "excepted until")


@sealed_list(
    blueprint,
    "/quality/findings/export",
    RegistryPermission.HOUSEHOLD_EXPORT,
    back="registry.list_quality_findings",
    title=_l("What is to be mended"),
)
def export_findings(unit: UnitOfWork) -> ListFile:
    form = FindingFilterForm()
    form.offer(unit, get_book(unit))
    return _file(unit, "findings", form.filters())


@sealed_list(
    blueprint,
    "/quality/rules/<rule_id>/export",
    RegistryPermission.HOUSEHOLD_EXPORT,
    back="registry.show_quality_rule",
    title=_l("What is to be mended"),
)
def export_rule_findings(unit: UnitOfWork, rule_id: str) -> ListFile:
    rule, form = get_rule(unit, rule_id), FindingFilterForm()
    del form.rule, form.severity
    form.offer(unit)
    return _file(unit, f"rule-{rule.id}", form.filters(rule_ids=(rule.id,)))


@sealed_list(
    blueprint,
    "/quality/villages/<code>/export",
    RegistryPermission.HOUSEHOLD_EXPORT,
    back="registry.show_quality_village",
    title=_l("What is to be mended"),
)
def export_village_findings(unit: UnitOfWork, code: str) -> ListFile:
    region, form = get_region(unit, code), FindingFilterForm()
    del form.region
    form.offer(unit, get_book(unit, region.path))
    return _file(unit, f"village-{region.code}", form.filters(region_path=region.path))


def _file(unit: UnitOfWork, name: str, filters: FindingFilters) -> ListFile:
    return ListFile(name, COLUMNS, lambda: _lines(unit, queries.iterate_findings(unit, filters)))


def _lines(unit: UnitOfWork, rows: Iterable[Row[Any]]) -> Iterator[list[object]]:
    """Yield each finding with what is wrong in words."""
    for row in rows:
        yield [
            row.code,
            row.head,
            row.person,
            row.village,
            row.rule_id,
            label(row.severity),
            words.finding_text(row, unit.actor),
            words.mend_words(words.find_rule(row.rule_id)),
            row.first_seen_at.date().isoformat(),
            row.until_on,
        ]
