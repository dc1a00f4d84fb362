"""The smallest region that holds several paths."""

from collections.abc import Sequence


def common_region(paths: Sequence[str]) -> str | None:
    """Return the path of the smallest region that holds all paths, None when there is none below the whole register."""
    common: list[str] = []
    for level in zip(*(path.split(".") for path in paths), strict=False):
        if len(set(level)) > 1 or not level[0]:
            break
        common.append(level[0])
    return "".join(f"{code}." for code in common) or None
