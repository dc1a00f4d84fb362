"""Small cells are hidden, and so is whatever would give them away by subtraction.

A table is a cube of counts with all its totals. Hidden first are the counts below the limit (primary suppression), then
as many others as it takes that no hidden count can be worked out from what is shown (complementary suppression): not
from rows, columns and totals, not from a table narrowed by a filter, not from the table of the region above, not from
another table that shares a total. The reader who tries is taken to know the method and all that is shown.

Whether a count is hidden depends on the coarser counts around it only, and never on the table that is asked for: the
same count is shown or hidden in every table that contains it.

Source: docs/methods.md, Small cells.
"""

from registry.rules.suppression.audit import solvable
from registry.rules.suppression.hiding import hide_small_cells
from registry.rules.suppression.lattice import Axis, Cube, Equation, Key, System, key_of

__all__ = ["Axis", "Cube", "Equation", "Key", "System", "hide_small_cells", "key_of", "solvable"]
