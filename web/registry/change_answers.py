"""The answers to a change's questions, as they are read again before it is done."""

from typing import Any

from flask import request
from flask_babel import gettext as _

from foundation.wording import Worded
from web.filters import day, label
from web.registry.change_forms import RELATION
from web.registry.change_who import Who

NOT_KEPT = frozenset({"csrf_token", "stage"})


def kept_fields() -> list[tuple[str, str]]:
    """Return what was sent, to be sent again."""
    return [(name, text) for name, text in request.form.items(multi=True) if name not in NOT_KEPT]


def answers_of(form: Any, who: Who) -> list[tuple[str, str, None]]:
    """Return each question with its answer; a question left open is left out."""
    answers = [(_("Who"), ", ".join(person.name for person in who.chosen), None)] if who.chosen else []
    if who.other is not None:
        answers.append((_("Household that joins"), who.other.code, None))
    for field in form:
        text = _answer(field)
        if text and field.type not in ("CSRFTokenField", "HiddenField"):
            asked = _("Relation of %(name)s", name=field.label.text) if field.name.startswith(RELATION) else ""
            answers.append((asked or str(field.label.text), text, None))
    return answers


def _answer(field: Any) -> str:
    if field.type == "BooleanField":
        return _("yes") if field.data else ""
    if isinstance(field.data, Worded):
        return label(field.data)
    if field.type == "DateField":
        return day(field.data) if field.data else ""
    if getattr(field, "choices", None):
        return next((str(option[1]) for option in field.iter_choices() if option[2] and option[0]), "")
    return str(field.data or "")
