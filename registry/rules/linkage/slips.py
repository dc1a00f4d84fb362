"""How few slips of the pen turn one text into another."""

LEAST, MOST = 3, 4
"""The lengths of names in which a single character is looked at: in shorter ones it is half the name."""


def edits(one: str, other: str, *, exchanges: bool = True) -> int:
    """Return how many characters must be changed, added, left out, or exchanged with their neighbour.

    Args:
        exchanges: count two exchanged neighbours as one slip, not as two.
    """
    rows: list[list[int]] = [list(range(len(other) + 1))]
    for i, character in enumerate(one, 1):
        row = [i]
        for j, wanted in enumerate(other, 1):
            best = min(rows[-1][j] + 1, row[j - 1] + 1, rows[-1][j - 1] + (character != wanted))
            if exchanges and i > 1 and j > 1 and character == other[j - 2] and one[i - 2] == wanted:
                best = min(best, rows[-2][j - 2] + 1)
            row.append(best)
        rows.append(row)
    return rows[-1][-1]


def is_one_less(longer: str, shorter: str) -> bool:
    """Tell whether a name of two or three characters is one of three or four without one of its characters."""
    if not (LEAST <= len(longer) <= MOST and len(shorter) == len(longer) - 1):
        return False
    return any(longer[:place] + longer[place + 1 :] == shorter for place in range(len(longer)))


def is_one_other(one: str, other: str) -> bool:
    """Tell whether two names of equal length differ in one character that is not the first."""
    if len(one) != len(other) or not LEAST <= len(one) <= MOST or one[0] != other[0]:
        return False
    return sum(a != b for a, b in zip(one, other, strict=True)) == 1
