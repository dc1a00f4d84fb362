"""Record linkage in words: states, weights, values side by side."""

from typing import Any

from flask_babel import gettext as _

from registry.models import LinkRun
from registry.queries.linkage.side_by_side import ComparedField
from registry.rules.linkage.stopping import StopReason
from registry.rules.linkage.words import Agreement, Certainty, LinkRunState, PairState, Verdict
from registry.rules.values import NUMBERS, as_text
from web.registry.value_words import field_word, value_word

PAIR_KINDS = {
    PairState.OPEN: "waiting",
    PairState.UNSURE: "waiting",
    PairState.SAME: "active",
    PairState.MERGED: "done",
    PairState.DIFFERENT: "done",
    PairState.CLEARED: "closed",
}
RUN_KINDS = {
    LinkRunState.WAITING: "waiting",
    LinkRunState.RUNNING: "active",
    LinkRunState.FINISHED: "done",
    LinkRunState.STOPPED: "refused",
    LinkRunState.FAILED: "refused",
}
CERTAINTY_KINDS = {Certainty.LIKELY: "active", Certainty.POSSIBLE: "neutral"}
VERDICT_KINDS = {Verdict.SAME: "active", Verdict.DIFFERENT: "done", Verdict.UNSURE: "waiting"}
AGREEMENT_ICONS = {Agreement.SAME: "check", Agreement.DIFFERENT: "alert", Agreement.MISSING: "flat"}


def signed(weight: float) -> str:
    """Return a weight with its sign, one decimal."""
    return f"{weight:+.1f}".replace("-", "−")


def field_title(name: str) -> str:
    """Return what a value that stands side by side is called."""
    own = {"pinyin": _("Sounds"), "village": _("Village")}
    return own.get(name) or field_word(name, of_person=True, definitions={})


def shown(field: ComparedField, side: str) -> str | None:
    """Return one side's value in words."""
    return value_of(field.name, getattr(field, side))


def value_of(name: str, value: Any) -> str | None:
    """Return a person's value in words; numbers that identify come masked already."""
    if value in (None, ""):
        return None
    if name in NUMBERS or name in ("pinyin", "village"):
        return str(value)
    return value_word(name, as_text(value), of_person=True, definitions={})


def stop_text(run: LinkRun) -> str:
    """Return why the circuit breaker stopped a run."""
    if not run.stopped:
        return ""
    return _(StopReason(run.stopped["reason"]).label) % run.stopped["params"]
