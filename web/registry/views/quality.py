"""Validation: the desk, the rules, the villages, and the lists of what is to be mended."""

from collections.abc import Sequence
from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from foundation.paging import PageRequest
from foundation.unit_of_work import UnitOfWork
from registry.permissions import RegistryPermission
from registry.queries.quality import counts
from registry.queries.quality import findings as queries
from registry.queries.quality.books import get_book, get_rule
from registry.queries.quality.runs import compared_since, find_last_run, find_open_run
from registry.queries.regions import get_region, name_trail
from registry.rules.quality.rulebook import Rule
from registry.rules.quality.syntax import facts_of
from registry.rules.quality.words import SEVERITY_RANK
from web.access import needs
from web.exports import cells_of, csv_response
from web.forms import page_request
from web.registry import blueprint
from web.registry import quality_words as words
from web.registry.quality_forms import FindingFilterForm, RuleFilterForm, RunForm, VillageFilterForm
from workflows.validate_registry import know_outside

FIRST_RULES = 6
FIRST_VILLAGES = PageRequest(size=6)
VILLAGE_COLUMNS = ("village", "township", "high", "mid", "low", "excepted", "change")
RuleLine = tuple[Rule, counts.Tally]


@blueprint.get("/quality")
@needs(RegistryPermission.QUALITY_READ)
def show_quality(unit: UnitOfWork) -> ResponseReturnValue:
    form, since = RunForm(), compared_since(unit)
    form.offer(unit)
    lines = rule_lines(unit, since)
    severity_of = {rule.id: rule.severity for rule, _tally in lines}
    return render_template(
        "registry/quality_desk.html",
        last=find_last_run(unit),
        since=since,
        under_way=find_open_run(unit),
        severities=counts.sum_severities({rule.id: tally for rule, tally in lines}, severity_of),
        lines=[(rule, tally) for rule, tally in lines if tally.open or tally.change][:FIRST_RULES],
        villages=counts.list_villages(unit, since, counts.VillageFilters(), FIRST_VILLAGES),
        form=form,
        words=words,
    )


@blueprint.get("/quality/findings")
@needs(RegistryPermission.QUALITY_READ)
def list_quality_findings(unit: UnitOfWork) -> ResponseReturnValue:
    form = FindingFilterForm()
    form.offer(unit, get_book(unit))
    filters = form.filters()
    page = queries.list_findings(unit, filters, page_request())
    return render_template("registry/quality_findings.html", page=page, form=form, filters=filters, words=words)


@blueprint.get("/quality/rules")
@needs(RegistryPermission.QUALITY_READ)
def list_quality_rules(unit: UnitOfWork) -> ResponseReturnValue:
    form, since = RuleFilterForm(), compared_since(unit)
    lines = [line for line in rule_lines(unit, since) if form.takes(line[0])]
    lines = sorted_lines(lines, request.args.get("sort", ""))
    return render_template(
        "registry/quality_rules.html",
        lines=lines,
        since=since,
        sort=request.args.get("sort", ""),
        granted=counts.count_exceptions(unit),
        form=form,
        words=words,
    )


@blueprint.get("/quality/rules/<rule_id>")
@needs(RegistryPermission.QUALITY_READ)
def show_quality_rule(unit: UnitOfWork, rule_id: str) -> ResponseReturnValue:
    rule, form = get_rule(unit, rule_id), FindingFilterForm()
    del form.rule, form.severity
    form.offer(unit)
    filters = form.filters(rule_ids=(rule.id,))
    outside, since = know_outside(unit), compared_since(unit)
    return render_template(
        "registry/quality_rule.html",
        rule=rule,
        page=queries.list_findings(unit, filters, page_request()),
        form=form,
        filters=filters,
        tally=counts.count_by_rule(unit, since).get(rule.id, counts.Tally()),
        since=since,
        granted=counts.count_exceptions(unit).get(rule.id, 0),
        gaps=outside.gaps(rule, unit.today),
        limits=outside.limits_of(rule),
        facts=list(facts_of(rule.when).values()),
        place=place_name(unit, rule.region),
        words=words,
    )


@blueprint.get("/quality/villages")
@needs(RegistryPermission.QUALITY_READ)
def list_quality_villages(unit: UnitOfWork) -> ResponseReturnValue:
    form, since = VillageFilterForm(), compared_since(unit)
    form.offer(unit)
    if request.args.get("format") == "csv" and unit.actor.may(RegistryPermission.HOUSEHOLD_EXPORT):
        rows = counts.iterate_villages(unit, since, form.filters())
        return csv_response("villages", VILLAGE_COLUMNS, cells_of(rows, VILLAGE_COLUMNS))
    page = counts.list_villages(unit, since, form.filters(), page_request())
    return render_template("registry/quality_villages.html", page=page, form=form, since=since, words=words)


@blueprint.get("/quality/villages/<code>")
@needs(RegistryPermission.QUALITY_READ)
def show_quality_village(unit: UnitOfWork, code: str) -> ResponseReturnValue:
    region, form = get_region(unit, code), FindingFilterForm()
    del form.region
    form.offer(unit, get_book(unit, region.path))
    filters = form.filters(region_path=region.path)
    return render_template(
        "registry/quality_village.html",
        region=region,
        trail=name_trail(unit, region.path),
        page=queries.list_findings(unit, filters, page_request("household")),
        form=form,
        filters=filters,
        words=words,
    )


def rule_lines(unit: UnitOfWork, since: Any) -> list[RuleLine]:
    """Return every rule in force for the reader's areas with how it stands, the most severe and frequent first."""
    tallies = counts.count_by_rule(unit, since)
    books = [get_book(unit, area) for area in unit.actor.areas] or [get_book(unit)]
    rules = {rule.id: rule for book in books for rule in book}
    lines = [(rule, tallies.get(rule.id, counts.Tally())) for rule in rules.values()]
    return sorted(lines, key=lambda line: (SEVERITY_RANK[line[0].severity], -line[1].open, line[0].id))


def sorted_lines(lines: Sequence[RuleLine], sort: str) -> list[RuleLine]:
    """Return the rules in the order that the reader chose."""
    keys = {
        "rule": lambda line: line[0].id,
        "open": lambda line: line[1].open,
        "excepted": lambda line: line[1].excepted,
        "change": lambda line: line[1].change,
    }
    key = keys.get(sort.removeprefix("-"))
    return sorted(lines, key=key, reverse=sort.startswith("-")) if key else list(lines)


def place_name(unit: UnitOfWork, path: str) -> str:
    """Return the name of the smallest region of a path."""
    names = name_trail(unit, path) if path else []
    return names[-1] if names else _("everywhere")
