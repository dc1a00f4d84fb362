"""A map of a share by place: the outlines where they are loaded, squares where they are not."""

from dataclasses import dataclass

from flask import render_template
from flask.typing import ResponseReturnValue

from foundation.errors import Invalid
from foundation.unit_of_work import UnitOfWork
from registry.permissions import RegistryPermission
from registry.queries.statistics import read_catalogue
from registry.queries.statistics.shapes import shapes_of
from registry.rules.shapes import Ring, extent_of, path_of
from registry.rules.statistics import Table
from reports.statistics.rows import count_table
from web.access import needs
from web.charts import Tile, TileMap, grid_places, tile_map
from web.forms import add_error
from web.statistics import blueprint
from web.statistics.forms import MapForm
from web.statistics.words import title_words

SIZE = 600


@dataclass(frozen=True, slots=True)
class Drawn:
    """A region as it is drawn: the path of its outline, and the tile that says its shade."""

    path: str
    tile: Tile


@blueprint.get("/map")
@needs(RegistryPermission.STATISTICS_READ)
def show_map(unit: UnitOfWork) -> ResponseReturnValue:
    form, table = MapForm(), None
    catalogue = read_catalogue(unit, form.area.data or "")
    form.offer(unit, catalogue)
    if not form.errors:
        try:
            table = count_table(unit, form.definition(catalogue))
        except Invalid as refusal:
            add_error(form, refusal)
    if table is None:
        return render_template("statistics/map.html", form=form, table=None), 422
    tiles = tiles_of(table, form.value)
    rings = shapes_of(unit, [row.key for row in table.rows])
    shapes = drawn(table, tiles, rings)
    return render_template("statistics/map.html", form=form, table=table, tiles=tiles, shapes=shapes, size=SIZE)


def tiles_of(table: Table, value: str) -> TileMap:
    """Return the places as squares, shaded by the share in percent; a hidden one has no shade."""
    shares = [(title_words(row.title), table.cell(row.key, value).value) for row in table.rows]
    percent = [(name, None if each is None else round(100 * each, 1)) for name, each in shares]
    return tile_map(grid_places(percent), most=100)


def drawn(table: Table, tiles: TileMap, rings: dict[str, tuple[Ring, ...]]) -> list[Drawn]:
    """Return the places whose outlines are loaded."""
    extent = extent_of(ring for shape in rings.values() for ring in shape)
    if extent is None:
        return []
    pairs = zip(table.rows, tiles.tiles, strict=True)
    return [Drawn(path_of(rings[row.key], extent, SIZE), tile) for row, tile in pairs if row.key in rings]
