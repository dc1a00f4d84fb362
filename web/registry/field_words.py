"""Values of further fields in the words of the page's language."""

from datetime import date

from flask_babel import gettext as _

from registry.rules.fields import FieldDefinition, FieldKind
from web.filters import day, number
from web.languages import current_language
from web.registry import blueprint


@blueprint.app_template_filter("extra_word")
def extra_word(definition: FieldDefinition, value: object) -> str:
    """Return a value with its unit; what does not fit its field any more stays as it is written."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, int | float):
        return f"{number(value)} {definition.unit}".rstrip()
    if definition.kind is FieldKind.DATE and definition.accepts(value):
        return day(date.fromisoformat(str(value)))
    return definition.show(value, current_language())
