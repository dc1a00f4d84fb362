"""Reads of casework, always inside the actor's scope."""

from typing import Any, TypeAlias

from sqlalchemy import Select

AnySelect: TypeAlias = Select[*tuple[Any, ...]]
"""A select of any columns; the library's own type counts and names each one."""
