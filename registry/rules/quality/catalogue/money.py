"""Facts from lines of income, spending and events in the twelve whole months before the day, and the income line."""

from foundation.wording import mark
from registry.rules.quality.catalogue.facts import Fact, Source
from registry.rules.quality.kinds import Unit, codes, number
from registry.rules.words import EventKind

YEARLY = number(Unit.YUAN_A_YEAR)
NO_INCOME = mark("No line of income is recorded for the twelve months.")
NO_SPENDING = mark("No line of spending is recorded for the twelve months.")
_SIGNED = "cast(case when i.source = 'business_cost' then -i.amount_minor else i.amount_minor end as float8)"


def _earned(name: str, title: str, source: str) -> Fact:
    amount = f"coalesce(sum(cast(i.amount_minor as float8)) filter (where i.source = '{source}'), 0)"
    return Fact(name, title, YEARLY, Source.EARNED, amount, NO_INCOME)


def _spent(name: str, title: str, kind: str) -> Fact:
    amount = f"coalesce(sum(cast(s.amount_minor as float8)) filter (where s.kind = '{kind}'), 0)"
    return Fact(name, title, YEARLY, Source.SPENT, amount, NO_SPENDING)


MONEY_FACTS = (
    Fact(
        "net_income",
        mark("Net income of the year"),
        YEARLY,
        Source.EARNED,
        f"sum({_SIGNED}) filter (where i.source <> 'claims')",
        NO_INCOME,
    ),
    Fact(
        "income_per_head",
        mark("Net income per head"),
        YEARLY,
        Source.DERIVED,
        "net_income / members",
        mark("No line of income is recorded for the twelve months, or the household has no members."),
    ),
    _earned("wage_income", mark("Wages of the year"), "wage"),
    _earned("business_income", mark("Business income of the year"), "business"),
    _earned("transfer_income", mark("Transfer income of the year"), "transfer"),
    _earned("claims_income", mark("Insurance claims of the year"), "claims"),
    _spent("medical_self_paid", mark("Compliant self-paid medical spending of the year"), "medical_self_paid"),
    _spent("education_spending", mark("Spending on education of the year"), "education"),
    Fact(
        "events",
        mark("Events of the year"),
        codes(EventKind),
        Source.STRUCK,
        "array_agg(distinct cast(e.kind as text))",
        mark("Never: a household without events has none."),
        "cast('{}' as text[])",
    ),
    Fact(
        "income_line",
        mark("Income line per person and year"),
        YEARLY,
        Source.FIGURE,
        "",
        mark("No line is in force for the region on the day."),
    ),
)
