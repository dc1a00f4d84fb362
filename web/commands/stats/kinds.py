"""Kinds of values that the command's options take."""

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any, Generic, TypeVar

import click

from foundation.errors import HoldfastError
from monitoring.measures import get_engel_bands, get_index, get_scorecard
from monitoring.rules.measures import Bands, MpiSpec, Scorecard
from monitoring.rules.measures.bands import parse_bands
from monitoring.rules.measures.mpi_parse import parse_spec
from monitoring.rules.measures.ppi_parse import parse_scorecard

Made = TypeVar("Made")


class NameOrFile(click.ParamType[Any], Generic[Made]):
    """The name of a shipped specification, or the path of a TOML file; anything else is bad usage."""

    def __init__(self, name: str, get: Callable[[str], Made], parse: Callable[[str], Made]) -> None:
        self.name, self.get, self.parse = name, get, parse

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Made:
        if not isinstance(value, str):
            return value  # a default that was converted already
        path = Path(value)
        try:
            if path.suffix == ".toml":
                return self.parse(path.read_text(encoding="utf-8"))
            return self.get(value)
        except (HoldfastError, OSError, UnicodeDecodeError) as error:
            self.fail(str(error), param, ctx)


class Share(click.ParamType[float]):
    """A share above 0 and not above 1, as 1/3 or 0.3333."""

    name = "share"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        try:
            share = float(Fraction(str(value)))
        except (ValueError, ZeroDivisionError):
            share = 0.0
        if not 0 < share <= 1:
            self.fail(f"“{value}” is no share above 0 and not above 1, such as 1/3.", param, ctx)
        return share


class Pair(click.ParamType[tuple[str, str]]):
    """INDICATOR=COLUMN."""

    name = "pair"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, str]:
        if isinstance(value, tuple):
            return value
        name, sign, column = str(value).partition("=")
        if not (name and sign and column):
            self.fail(f"“{value}” is not of the form INDICATOR=COLUMN.", param, ctx)
        return name.strip(), column.strip()


INDEX: NameOrFile[MpiSpec] = NameOrFile("index", get_index, parse_spec)
BANDS: NameOrFile[Bands] = NameOrFile("bands", get_engel_bands, parse_bands)
SCORECARD: NameOrFile[Scorecard] = NameOrFile("scorecard", get_scorecard, parse_scorecard)
