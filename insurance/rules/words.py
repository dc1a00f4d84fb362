"""Code lists of insurance.

Source: docs/methods.md, Subsidised insurance.
"""

from foundation.wording import Worded, mark


class ProductKind(Worded):
    """What a product insures."""

    CROP = "crop", mark("Crop")
    LIVESTOCK = "livestock", mark("Livestock")
    ACCIDENT = "accident", mark("Accident")
    ILLNESS = "illness", mark("Illness")
    PROPERTY = "property", mark("Property")
    INCOME = "income", mark("Income")


class CoverUnit(Worded):
    """What a sum insured is counted by; 1 mu is 1/15 hectare."""

    MU = "mu", mark("mu")
    HEAD = "head", mark("head")
    PERSON = "person", mark("person")
    HOUSEHOLD = "household", mark("household")


class ProductState(Worded):
    ON_SALE = "on_sale", mark("On sale")
    WITHDRAWN = "withdrawn", mark("No longer offered")


class Payer(Worded):
    """Who pays a part of a premium, in the order in which the parts are shown."""

    CENTRAL = "central", mark("Central budget")
    PROVINCE = "province", mark("Province")
    COUNTY = "county", mark("County")
    ENTERPRISE = "enterprise", mark("Enterprise")
    HOUSEHOLD = "household", mark("Household")


class CoverState(Worded):
    """Where an application for cover stands; who has paid which share is told apart from it."""

    DRAFTED = "drafted", mark("Draft")
    SUBMITTED = "submitted", mark("Waiting for the insurer")
    ACCEPTED = "accepted", mark("Insured")
    DECLINED = "declined", mark("Declined")
    WITHDRAWN = "withdrawn", mark("Withdrawn")


class CoverAct(Worded):
    SUBMIT = "submit", mark("Submit")
    ACCEPT = "accept", mark("Accept")
    DECLINE = "decline", mark("Decline")
    WITHDRAW = "withdraw", mark("Withdraw")


WHOLE_UNITS = frozenset({CoverUnit.HEAD, CoverUnit.PERSON, CoverUnit.HOUSEHOLD})
"""Units that come in whole numbers only."""
