"""Named bands of a ratio, as data: every number lies in exactly one.

Source: docs/methods.md, Simple ratios.
"""

import tomllib
from dataclasses import dataclass

import numpy as np

from monitoring.errors import Fault
from monitoring.rules.measures.arrays import Floats, Wholes
from monitoring.rules.measures.mpi_parse import MeasureInvalid
from monitoring.rules.parse import read_bands, read_id
from monitoring.rules.reader import Reader
from monitoring.rules.ruleset import ScaleBand, Text


@dataclass(frozen=True, slots=True)
class Bands:
    """Half-open bands in ascending order: “from” belongs to the band, “below” does not.

    Args:
        bands: their edges are percent.
    """

    name: str
    title: Text
    source: str
    bands: tuple[ScaleBand, ...]

    @property
    def ids(self) -> tuple[str, ...]:
        return tuple(band.id for band in self.bands)

    def places(self, ratios: Floats) -> Wholes:
        """Return the place of each ratio's band; a ratio on an edge belongs to the band above it.

        Args:
            ratios: shares, 1 for a hundred percent.
        """
        edges = np.array([band.lower for band in self.bands if band.lower is not None])
        # Percent are rounded to a millionth, so that 0.29 times 100 lies on the edge of 29 and not a hair below it.
        return np.searchsorted(edges, np.round(ratios * 100, 6), side="right").astype(np.int64)


def parse_bands(source: str) -> Bands:
    """Build the bands that a TOML text describes. Raises: MeasureInvalid with every fault and its place."""
    faults: list[Fault] = []
    try:
        table = tomllib.loads(source)
    except tomllib.TOMLDecodeError as error:
        raise MeasureInvalid((Fault("file", "%(error)s", {"error": str(error)}),)) from None
    reader = Reader(table, "measure", faults)
    bands = Bands(read_id(reader, "name"), reader.words("title"), reader.text("source"), read_bands(reader))
    reader.close()
    if faults:
        raise MeasureInvalid(tuple(faults))
    return bands
