"""What was asked of the command."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import click

from monitoring.rules.measures import Bands, MpiSpec, Resampling, Scorecard
from monitoring.rules.measures.columns import Column
from web.commands.stats.measures import MEASURES, Measure


@dataclass(frozen=True, slots=True)
class Asked:
    """The options of one call.

    Args:
        file: None takes the register.
        weights: the heading of the survey weights.
        per: `people` or `households`; empty counts people where sizes are known.
        headings: the file's headings by role or indicator, where they are not the usual ones.
        explain: headings, or columns of the register, that vulnerability is explained by; empty takes all there are.
        card_line: the poverty line of the scorecard.
        how: how to resample; None without intervals.
    """

    name: str
    file: Path | None
    sheet: str | None
    weights: str | None
    line: float | None
    by: str
    per: str
    headings: Mapping[str, str]
    explain: tuple[str, ...]
    cluster: str | None
    index: MpiSpec
    bands: Bands
    scorecard: Scorecard
    card_line: str
    area: str | None
    as_of: date | None
    how: Resampling | None

    @property
    def measure(self) -> Measure:
        return MEASURES[self.name]


def check_usage(asked: Asked, is_register: bool) -> None:
    """End with bad usage when options do not go together. Raises click.UsageError."""
    wrong = None
    if is_register == (asked.file is not None):
        wrong = "Name a file or --register, one of them."
    elif is_register and None in asked.measure.columns.values():
        wrong = f"The register does not know the answers that {asked.name} needs; name a file."
    elif asked.measure.line is not None and asked.line is None and not is_register:
        wrong = f"{asked.name} needs the line of the file's money: --line N."
    elif asked.line is not None and not (asked.measure.line or asked.measure.takes_line):
        wrong = f"{asked.name} takes no line."
    elif is_register and asked.weights not in (None, Column.SURVEY_WEIGHT):
        wrong = f"The register’s weights are “{Column.SURVEY_WEIGHT}”; they are always used."
    elif asked.file is None and (asked.headings or asked.sheet):
        wrong = "Headings and sheets belong to files; the register knows its own columns."
    elif asked.file is not None and (asked.area or asked.as_of):
        wrong = "--area and --as-of belong to --register."
    elif asked.cluster and asked.how is None:
        wrong = "--cluster belongs to --ci."
    if wrong:
        raise click.UsageError(wrong)
