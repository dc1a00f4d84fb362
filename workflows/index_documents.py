"""What the search index holds: the searchable words of offers, goods and pages, as the rooms know them.

Households and people are found in the register itself: `registry.queries.finding`.
"""

from collections.abc import Callable, Iterable, Sequence

from development.queries.documents import iterate_page_documents
from foundation.ports import SearchDocument
from foundation.unit_of_work import UnitOfWork
from marketplace.queries.documents import iterate_listing_documents, iterate_offer_documents

KINDS = ("offer", "listing", "page")
Source = Callable[[UnitOfWork, Sequence[int] | None], Iterable[SearchDocument]]
SOURCES: dict[str, Source] = {
    "offer": iterate_offer_documents,
    "listing": iterate_listing_documents,
    "page": iterate_page_documents,
}


def collect_documents(unit: UnitOfWork, kind: str, keys: Sequence[int] | None = None) -> Iterable[SearchDocument]:
    """Return the documents of one kind, all or those with the given keys; what may not be found is left out.

    Raises: KeyError for an unknown kind.
    """
    return SOURCES[kind](unit, keys)
