"""`holdfast stats MEASURE`: measures of poverty over a file or over the register."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from monitoring.rules.measures import Bands, Method, MpiSpec, Resampling, Scorecard
from web.commands.stats.from_file import read_file
from web.commands.stats.from_register import read_register
from web.commands.stats.inputs import Inputs
from web.commands.stats.kinds import BANDS, INDEX, SCORECARD, Pair, Share
from web.commands.stats.measures import MEASURES
from web.commands.stats.options import Asked, check_usage
from web.commands.stats.output import as_lines, as_result
from web.commands.stats.rows import group_rows
from web.commands.support import command_actor, emit, json_option, rejections, units

ROLES = ("income", "consumption", "total", "food", "health", "size", "young", "working", "old")
SMALLEST = 5
"""Groups of the register with fewer households are hidden."""

Decorated = Callable[..., Any]


def register(cli: click.Group) -> None:
    """Add the command."""
    cli.add_command(stats)


def role_options(command: Decorated) -> Decorated:
    """Add an option for each number of a file."""
    for role in reversed(ROLES):
        command = click.option(f"--{role}", metavar="COLUMN", help=f"The file’s column with {role}.")(command)
    return command


@click.command()
@click.argument("measure", type=click.Choice(list(MEASURES)))
@click.argument("file", required=False, type=click.Path(exists=True, dir_okay=False, readable=True, path_type=Path))
@click.option("--register", "is_register", is_flag=True, help="Measure the register instead of a file.")
@click.option("--line", type=click.FloatRange(min=0, min_open=True), help="The poverty line, or the food line of che.")
@click.option("--weights", metavar="COLUMN", help="The file’s column with survey weights; the register has its own.")
@click.option(
    "--per", type=click.Choice(["people", "households"]), help="What is counted; people where sizes are known."
)
@click.option(
    "--by", default="", metavar="FIELD", help="Break down by a column, or by region, class, colour, extra.KEY …"
)
@role_options
@click.option("--column", "columns", type=Pair(), multiple=True, help="mpi and ppi: INDICATOR=COLUMN.")
@click.option("--explain", default="", metavar="COLUMNS", help="vep: what explains consumption, parted by commas.")
@click.option("--index", type=INDEX, default="global", show_default=True, help="mpi: global, china, or a TOML file.")
@click.option("--k", type=Share(), help="mpi: another cut-off, such as 1/3.")
@click.option("--without", multiple=True, metavar="INDICATOR", help="mpi: leave an indicator out of its dimension.")
@click.option("--bands", type=BANDS, default="fao", show_default=True, help="engel: fao, fao59, or a TOML file.")
@click.option("--scorecard", type=SCORECARD, default="demo", show_default=True, help="ppi: a TOML file.")
@click.option("--card-line", default="", metavar="NAME", help="ppi: the line of the scorecard; its first without it.")
@click.option("--sheet", help="The sheet of a workbook; the first without it.")
@click.option("--area", metavar="CODE", help="With --register: only this region.")
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), help="With --register: as it was on this day.")
@click.option("--smallest", type=click.IntRange(min=0), help="Hide groups of fewer households (the register’s: 5).")
@click.option("--ci", "is_wanted", is_flag=True, help="Add intervals of confidence by bootstrap.")
@click.option("--replicates", type=click.IntRange(2, 100_000), default=1000, show_default=True)
@click.option("--seed", type=click.IntRange(min=0), default=1, show_default=True)
@click.option("--level", type=click.FloatRange(0, 1, min_open=True, max_open=True), default=0.95, show_default=True)
@click.option("--bca", is_flag=True, help="Correct the intervals for bias and skewness.")
@click.option("--cluster", metavar="FIELD", help="Draw whole clusters instead of single households.")
@json_option
def stats(as_json: bool, smallest: int | None, is_register: bool, **options: Any) -> None:
    """Measure poverty, inequality, vulnerability and health costs over a file of households or over the register.

    FILE is CSV, XLSX or Parquet with one household a row. What is not known is left out and counted, never zero.
    """
    with rejections(as_json):
        asked = read_options(**options)
        check_usage(asked, is_register)
        inputs = register_inputs(asked) if is_register else read_file(asked)
        told = asked.measure.tell(inputs.explained(), asked.how)
        hidden_below = smallest if smallest is not None else SMALLEST if is_register else 0
        rows = group_rows(asked.measure, inputs.explained(), told, asked.how, hidden_below)
    source = "register" if asked.file is None else asked.file.name
    emit(as_result(asked.name, source, told, rows, asked.by), as_json, *as_lines(asked.measure.title, told, rows))


def register_inputs(asked: Asked) -> Inputs:
    """Read the inputs from the register in a unit that cannot write."""
    with units().begin(command_actor("stats"), read_only=True) as unit:
        return read_register(unit, asked)


def read_options(
    measure: str,
    file: Path | None,
    columns: tuple[tuple[str, str], ...],
    explain: str,
    index: MpiSpec,
    k: float | None,
    without: tuple[str, ...],
    as_of: datetime | None,
    bands: Bands,
    scorecard: Scorecard,
    **others: Any,
) -> Asked:
    """Put what was asked together. Raises IndicatorUnknown, NothingLeft."""
    cut = index.without(without) if without else index
    return Asked(
        name=measure,
        file=file,
        sheet=others["sheet"],
        weights=others["weights"],
        line=others["line"],
        by=others["by"],
        per=others["per"] or "",
        headings={role: others[role] for role in ROLES if others[role]} | dict(columns),
        explain=tuple(filter(None, (word.strip() for word in explain.split(",")))),
        cluster=others["cluster"],
        index=cut.with_cutoff(k) if k else cut,
        bands=bands,
        scorecard=scorecard,
        card_line=others["card_line"],
        area=others["area"],
        as_of=as_of.date() if as_of else None,
        how=how_to_resample(**{key: others[key] for key in ("is_wanted", "replicates", "seed", "level", "bca")}),
    )


def how_to_resample(is_wanted: bool, replicates: int, seed: int, level: float, bca: bool) -> Resampling | None:
    """Return how to resample, None when no intervals are wanted."""
    method = Method.BCA if bca else Method.PERCENTILE
    return Resampling(replicates, seed, level, method) if is_wanted else None
