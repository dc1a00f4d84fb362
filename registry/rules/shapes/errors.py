"""What is wrong with a file of shapes."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from foundation.errors import Invalid
from foundation.wording import mark


@dataclass(frozen=True, slots=True)
class ShapeFault:
    """One thing wrong with one feature: a sentence with places, and the feature's number from 1."""

    feature: int
    message: str
    params: dict[str, object] = field(default_factory=dict)


class ShapesRefused(Invalid):
    """A file of which nothing is taken; `faults` lists what is wrong, feature by feature."""

    message = mark("Nothing was loaded: %(count)s of the shapes cannot be taken.")

    def __init__(self, faults: Sequence[ShapeFault]) -> None:
        self.faults = tuple(faults)
        super().__init__(count=len({fault.feature for fault in faults}), field="file")


class NotGeoJson(Invalid):
    message = mark("The file is not GeoJSON. Export the map as GeoJSON, in UTF-8.")


class NoFeatures(Invalid):
    message = mark("The file holds no features. Export a layer with one polygon a region.")


class OtherCoordinates(Invalid):
    message = mark(
        "The file says that its coordinates are “%(name)s”. Export it again in longitude and latitude "
        "(CGCS2000 or WGS 84)."
    )


class ShapesTooLarge(Invalid):
    message = mark("The file is larger than %(most)s MB. Simplify it in the program that it comes from.")
