"""Households, the household's own file, search, and imports."""

from web.registry.views import households, imports, own, search

__all__ = ["households", "imports", "own", "search"]
