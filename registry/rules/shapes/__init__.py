"""Outlines of regions for maps: read from GeoJSON, simplified so that neighbours still fit together, made flat.

Expected are longitude and latitude in degrees as GeoJSON has them (CGCS2000 or WGS 84). Shifted coordinates of web maps
(GCJ-02, BD-09) look the same and cannot be told apart, so nothing is guessed and nothing is shifted back: whoever loads
a file says where it comes from.

Source: docs/methods.md, Maps.
"""

from registry.rules.shapes.geojson import MOST_BYTES, Outline, parse_outlines
from registry.rules.shapes.projection import Extent, Ring, extent_of, flatten, path_of
from registry.rules.shapes.simplify import simplify

__all__ = [
    "MOST_BYTES",
    "Extent",
    "Outline",
    "Ring",
    "extent_of",
    "flatten",
    "parse_outlines",
    "path_of",
    "simplify",
]
