"""Possible duplicates: the queue, two records side by side, decisions, merges and their undoing."""

from collections.abc import Iterable
from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from foundation.errors import HoldfastError
from foundation.unit_of_work import UnitOfWork
from registry.models import LinkPair
from registry.operations.linkage.deciding import decide_pair, undo_decision
from registry.operations.linkage.rechecking import recheck_pair
from registry.operations.merging import merge_people
from registry.permissions import RegistryPermission
from registry.queries.linkage import decisions as decided
from registry.queries.linkage import pairs as queries
from registry.queries.linkage.runs import find_latest_run
from registry.queries.linkage.side_by_side import show_pair
from registry.rules.linkage.states import MERGEABLE, UNDECIDED
from registry.rules.linkage.words import Verdict
from web.access import needs
from web.filters import label
from web.forms import add_error, page_request
from web.registry import blueprint
from web.registry import linkage_words as words
from web.registry.linkage_forms import (
    DecideForm,
    DecisionFilterForm,
    PairFilterForm,
    UndoForm,
    known_to_one,
    merge_form,
    taken_fields,
)
from web.sealed_lists import ListFile, sealed_list

COLUMNS = (
    *("pair", "name", "household", "village", "other name", "other household", "other village"),
    *("likeness", "weight", "where", "state", "found"),
)


@blueprint.get("/duplicates")
@needs(RegistryPermission.LINK_READ)
def show_linkage(unit: UnitOfWork) -> ResponseReturnValue:
    form = PairFilterForm()
    form.offer(unit)
    filters = form.filters()
    return render_template(
        "registry/link_queue.html",
        page=queries.list_pairs(unit, filters, page_request()),
        form=form,
        counts=queries.count_undecided(unit),
        latest=find_latest_run(unit),
        words=words,
    )


@sealed_list(
    blueprint,
    "/duplicates/export",
    RegistryPermission.HOUSEHOLD_EXPORT,
    back="registry.show_linkage",
    title=_l("Possible duplicates"),
)
def export_duplicates(unit: UnitOfWork) -> ListFile:
    form = PairFilterForm()
    form.offer(unit)
    filters = form.filters()
    return ListFile("duplicates", COLUMNS, lambda: _csv_rows(queries.iterate_pairs(unit, filters)))


@blueprint.get("/duplicates/<int:pair_id>")
@needs(RegistryPermission.LINK_READ)
def show_duplicate(unit: UnitOfWork, pair_id: int) -> ResponseReturnValue:
    return _pair_page(unit, queries.get_pair(unit, pair_id), DecideForm())


@blueprint.post("/duplicates/<int:pair_id>/decide")
@needs(RegistryPermission.LINK_DECIDE)
def decide_duplicate(unit: UnitOfWork, pair_id: int) -> ResponseReturnValue:
    form = DecideForm()
    if form.validate():
        try:
            done = decide_pair(unit, pair_id, form.decision, form.reason.data or "")
            return _after_decision(unit, queries.get_pair(unit, done.pair_id), form.decision)
        except HoldfastError as error:
            add_error(form, error)
    return _pair_page(unit, queries.get_pair(unit, pair_id), form), 422


@blueprint.post("/duplicates/<int:pair_id>/recheck")
@needs(RegistryPermission.LINK_DECIDE)
def recheck_duplicate(unit: UnitOfWork, pair_id: int) -> ResponseReturnValue:
    if recheck_pair(unit, pair_id):
        flash(_("The flag is cleared: the two records do not look alike any more."), "success")
        return redirect(url_for("registry.show_linkage"))
    flash(_("The two records still look alike."), "info")
    return redirect(url_for("registry.show_duplicate", pair_id=pair_id))


@blueprint.get("/duplicates/<int:pair_id>/merge")
@needs(RegistryPermission.LINK_DECIDE)
def show_merge(unit: UnitOfWork, pair_id: int) -> ResponseReturnValue:
    pair = queries.get_pair(unit, pair_id)
    if pair.right_id is None or pair.state not in MERGEABLE:
        return redirect(url_for("registry.show_duplicate", pair_id=pair_id))
    people, codes = queries.get_people(unit, pair)
    return _merge_page(pair, merge_form(*people, codes), people)


@blueprint.post("/duplicates/<int:pair_id>/merge")
@needs(RegistryPermission.LINK_DECIDE)
def merge_duplicate(unit: UnitOfWork, pair_id: int) -> ResponseReturnValue:
    pair = queries.get_pair(unit, pair_id)
    people, codes = queries.get_people(unit, pair)
    form = merge_form(*people, codes)
    if form.validate():
        kept, take = taken_fields(form, *people)
        try:
            merged = merge_people(unit, pair_id, kept_id=kept.id, take=take, reason=form.reason.data or "")
            flash(_("The two records are one. The decision can be undone at any time."), "success")
            return redirect(url_for("registry.show_household", household_id=merged.household_id))
        except HoldfastError as error:
            add_error(form, error)
    return _merge_page(pair, form, people), 422


@blueprint.get("/duplicates/decisions")
@needs(RegistryPermission.LINK_READ)
def list_link_decisions(unit: UnitOfWork) -> ResponseReturnValue:
    form = DecisionFilterForm()
    form.offer()
    page = decided.list_decisions(unit, form.filters(), page_request())
    counts = queries.count_undecided(unit)
    return render_template("registry/link_decisions.html", page=page, form=form, counts=counts, words=words)


@blueprint.get("/duplicates/decisions/<int:decision_id>/undo")
@needs(RegistryPermission.LINK_DECIDE)
def show_undo_decision(unit: UnitOfWork, decision_id: int) -> ResponseReturnValue:
    return _undo_page(unit, decision_id, UndoForm())


@blueprint.post("/duplicates/decisions/<int:decision_id>/undo")
@needs(RegistryPermission.LINK_DECIDE)
def undo_link_decision(unit: UnitOfWork, decision_id: int) -> ResponseReturnValue:
    form = UndoForm()
    if form.validate():
        try:
            undone = undo_decision(unit, decision_id, form.reason.data)
            _tell_undone(undone.is_merge, undone.left_alone)
            return redirect(url_for("registry.show_duplicate", pair_id=undone.pair_id))
        except HoldfastError as error:
            add_error(form, error)
    return _undo_page(unit, decision_id, form), 422


def _pair_page(unit: UnitOfWork, pair: LinkPair, form: DecideForm) -> str:
    return render_template(
        "registry/link_pair.html",
        pair=pair,
        shown=show_pair(unit, pair),
        past=decided.list_pair_decisions(unit, pair.id),
        form=form,
        is_undecided=pair.state in UNDECIDED,
        is_mergeable=pair.right_id is not None and pair.state in MERGEABLE,
        words=words,
    )


def _after_decision(unit: UnitOfWork, pair: LinkPair, verdict: Verdict) -> ResponseReturnValue:
    """Lead on: to the merge, or to the next pair that waits."""
    if verdict is Verdict.SAME and pair.right_id is not None:
        flash(_("It is recorded that they are one person. Now choose what the one record keeps."), "success")
        return redirect(url_for("registry.show_merge", pair_id=pair.id))
    after = queries.find_next_pair(unit, pair)
    if after is None:
        flash(_("The decision is recorded. No other pair waits."), "success")
        return redirect(url_for("registry.show_linkage"))
    flash(_("The decision is recorded. Here is the next pair."), "success")
    return redirect(url_for("registry.show_duplicate", pair_id=after))


def _merge_page(pair: LinkPair, form: Any, people: Any) -> str:
    return render_template("registry/link_merge.html", pair=pair, form=form, known=known_to_one(*people))


def _undo_page(unit: UnitOfWork, decision_id: int, form: UndoForm) -> str:
    decision = decided.get_decision(unit, decision_id)
    merge = decided.find_merge(unit, decision_id)
    return render_template("registry/link_undo.html", decision=decision, merge=merge, form=form, words=words)


def _tell_undone(is_merge: bool, left_alone: Iterable[str]) -> None:
    names = _(", ").join(words.field_title(name) for name in left_alone)
    if names:
        flash(_("The two records are apart again. Changed since the merge, and left as it is: %(names)s.", names=names))
    elif is_merge:
        flash(_("The two records are apart again, each with its own values."), "success")
    else:
        flash(_("The decision is undone. The pair waits again."), "success")


def _csv_rows(lines: Iterable[queries.PairLine]) -> Iterable[tuple[object, ...]]:
    for line in lines:
        ends = [(end.name, end.household, end.village) for end in (line.left, line.right)]
        yield (
            line.id,
            *ends[0],
            *ends[1],
            label(line.certainty),
            f"{line.weight:.1f}",
            label(line.place),
            label(line.state),
            line.found_at.date(),
        )
