"""Households, the household's own file, search, imports, posted lists and what privacy asks for."""

from web.registry.views import (
    corrections,
    fields,
    households,
    imports,
    own,
    postings,
    regions,
    retention,
    search,
    subject,
)

__all__ = [
    "corrections",
    "fields",
    "households",
    "imports",
    "own",
    "postings",
    "regions",
    "retention",
    "search",
    "subject",
]
