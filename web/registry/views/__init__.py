"""Households, the household's own file, search, imports, posted lists and what privacy asks for."""

from web.registry.views import (
    corrections,
    households,
    imports,
    own,
    postings,
    retention,
    search,
    subject,
)

__all__ = [
    "corrections",
    "households",
    "imports",
    "own",
    "postings",
    "retention",
    "search",
    "subject",
]
