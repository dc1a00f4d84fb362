"""Households, the household's own file, search, and imports."""

from importlib.util import find_spec

from web.registry.views import households, own, search

if find_spec("web.registry.views.imports"):
    from web.registry.views import imports  # noqa: F401

__all__ = ["households", "own", "search"]
