"""The rule sets that come with the software, as TOML files."""

from pathlib import Path

FOLDER = Path(__file__).resolve().parent


def shipped_source(name: str) -> str | None:
    """Return the text of the shipped rule set of this name, None when none is shipped."""
    path = FOLDER / f"{name}.toml"
    return path.read_text(encoding="utf-8") if name.isidentifier() and path.exists() else None
