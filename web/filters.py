"""How values are written for people, in the page's language."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any, Protocol

from flask import Flask
from flask_babel import format_date, format_datetime, format_decimal, gettext, ngettext

from foundation.clock import local_date
from foundation.identifiers import mask
from foundation.money import Money
from foundation.wording import Worded
from registry.rules.ages import age_on
from web.languages import current_language
from web.roles import RoleName


class Sentence(Protocol):
    """Anything that says one English sentence with places: an error, a reason."""

    message: str
    params: Any


def label(value: Worded | str | None) -> str:
    """Return a code list member's word."""
    if value is None:
        return gettext("Not known")
    return gettext(value.label) if isinstance(value, Worded) else str(value)


def marked(text: str) -> str:
    """Return words marked below the web in the page's language; unlike `_()` it takes a percent sign as it is."""
    return gettext(text)


def sentence(value: Sentence) -> str:
    """Return a sentence with its places filled; values that are words themselves are translated too."""
    params = {key: _place(item) for key, item in dict(value.params or {}).items()}
    text = gettext(value.message)
    return text % params if params else text


def _place(value: object) -> object:
    if isinstance(value, Worded):
        return label(value)
    if isinstance(value, Money):
        return money(value)
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, date):
        return day(value)
    if isinstance(value, float | Decimal):
        return number(value)
    return gettext(value) if isinstance(value, str) and value else value


def money(value: Money | int | None, currency: str = "CNY") -> str:
    """Return an amount to the cent with its currency: “1,250.50 yuan”, “1,250.50 元”."""
    if value is None:
        return gettext("Not known")
    amount_of = Money(value, currency) if isinstance(value, int) else value
    if amount_of.currency == "CNY":
        return gettext("%(amount)s yuan", amount=amount(amount_of))
    return f"{amount(amount_of)} {amount_of.currency}"


def amount(value: Money | int) -> str:
    """Return an amount to the cent without its currency."""
    worth = value if isinstance(value, Money) else Money(value)
    return str(format_decimal(worth.major, format="#,##0.00"))


def number(value: float | Decimal | None, digits: int = 2) -> str:
    """Return a number with thousands separated and at most `digits` decimals."""
    if value is None:
        return gettext("Not known")
    return str(
        format_decimal(round(Decimal(str(value)), digits), format="#,##0." + "#" * digits if digits else "#,##0")
    )


def percent_bps(value: int) -> str:
    """Return ten-thousandths as a percentage: 4500 → 45 %."""
    return f"{number(Decimal(value) / 100)} %"


def day(value: date | None) -> str:
    """Return a date in the manner of the language: “5 March 2026”, “2026年3月5日”."""
    if value is None:
        return gettext("Not known")
    pattern = "y年M月d日" if current_language() == "zh" else "d MMMM y"
    return str(format_date(value, pattern))


def moment(value: datetime | None) -> str:
    """Return date and time in China."""
    if value is None:
        return gettext("Not known")
    pattern = "y年M月d日 HH:mm" if current_language() == "zh" else "d MMM y, HH:mm"
    return str(format_datetime(value, pattern))


def days_left(due: date | datetime, today: date) -> str:
    """Return how long until a date, in words."""
    due_on = local_date(due) if isinstance(due, datetime) else due
    days = (due_on - today).days
    if days == 0:
        return gettext("due today")
    if days < 0:
        return ngettext("%(num)s day overdue", "%(num)s days overdue", -days)
    return ngettext("%(num)s day left", "%(num)s days left", days)


def age(born_on: date, today: date) -> int:
    """Return whole years of age."""
    return age_on(born_on, today)


def per_head(value: Money, people: int) -> str:
    """Return an amount divided by the members, to the cent."""
    return money(Money(round(value.minor / people), value.currency))


def role_words(names: str | None) -> str:
    """Return the words of comma-separated role names."""
    return " · ".join(label(RoleName(name)) for name in (names or "").split(",") if name)


def register_filters(app: Flask) -> None:
    """Make the functions above template filters under their own names."""
    for function in (
        label,
        marked,
        sentence,
        money,
        amount,
        number,
        percent_bps,
        day,
        moment,
        days_left,
        age,
        per_head,
        role_words,
    ):
        app.add_template_filter(function)
    app.add_template_filter(mask, "masked_text")
