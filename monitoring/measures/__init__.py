"""The specifications of measures that come with the software, as TOML files."""

from functools import lru_cache
from pathlib import Path

from foundation.errors import NotFound
from foundation.wording import mark
from monitoring.rules.measures.bands import Bands, parse_bands
from monitoring.rules.measures.mpi_parse import parse_spec
from monitoring.rules.measures.mpi_spec import MpiSpec
from monitoring.rules.measures.ppi import Scorecard
from monitoring.rules.measures.ppi_parse import parse_scorecard

FOLDER = Path(__file__).resolve().parent


class MeasureNotFound(NotFound):
    message = mark("There is no measure named “%(name)s”; there are %(known)s.")


def index_names() -> tuple[str, ...]:
    """Return the names of the shipped multidimensional indices."""
    return _names("mpi")


@lru_cache(maxsize=8)
def get_index(name: str = "global") -> MpiSpec:
    """Return a shipped multidimensional index. Raises MeasureNotFound."""
    return parse_spec(_source("mpi", name))


@lru_cache(maxsize=8)
def get_engel_bands(name: str = "fao") -> Bands:
    """Return shipped bands of Engel's coefficient. Raises MeasureNotFound."""
    return parse_bands(_source("engel", name))


@lru_cache(maxsize=8)
def get_scorecard(name: str = "demo") -> Scorecard:
    """Return a shipped scorecard. Raises MeasureNotFound."""
    return parse_scorecard(_source("ppi", name))


def _names(kind: str) -> tuple[str, ...]:
    return tuple(sorted(path.stem.removeprefix(f"{kind}_") for path in FOLDER.glob(f"{kind}_*.toml")))


def _source(kind: str, name: str) -> str:
    if name not in _names(kind):
        raise MeasureNotFound(name=name, known=", ".join(_names(kind)))
    return (FOLDER / f"{kind}_{name}.toml").read_text(encoding="utf-8")
