"""Units of amounts and quantities, and the number of base units in each.

Base units are what the register stores: fen, mu (1 mu = 1/15 hectare), kilometre, minute, head, degree.
"""

from decimal import Decimal
from enum import StrEnum


class Quantity(StrEnum):
    MONEY = "money"
    AREA = "area"
    LENGTH = "length"
    TIME = "time"
    COUNT = "count"
    ANGLE = "angle"


UNITS: dict[str, tuple[Quantity, Decimal]] = {
    "fen": (Quantity.MONEY, Decimal(1)),
    "yuan": (Quantity.MONEY, Decimal(100)),
    "thousand_yuan": (Quantity.MONEY, Decimal(100_000)),
    "ten_thousand_yuan": (Quantity.MONEY, Decimal(1_000_000)),
    "mu": (Quantity.AREA, Decimal(1)),
    "hectare": (Quantity.AREA, Decimal(15)),
    "square_metre": (Quantity.AREA, Decimal(15) / 10_000),
    "km": (Quantity.LENGTH, Decimal(1)),
    "m": (Quantity.LENGTH, Decimal("0.001")),
    "li": (Quantity.LENGTH, Decimal("0.5")),
    "minute": (Quantity.TIME, Decimal(1)),
    "hour": (Quantity.TIME, Decimal(60)),
    "head": (Quantity.COUNT, Decimal(1)),
    "degree": (Quantity.ANGLE, Decimal(1)),
}
DEFAULT_UNIT = {Quantity.COUNT: "head", Quantity.ANGLE: "degree"}
"""Quantities whose unit goes without saying; money, area and length must name theirs."""
