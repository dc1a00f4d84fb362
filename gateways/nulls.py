"""Gateways that stay inside the process: for tests, and for installations that have nothing to send to."""

from collections.abc import Iterable, Sequence

from foundation.ports import Letter, SearchDocument, SearchHit
from gateways.search_words import index_terms, wanted_words


class KeptMail:
    """Keeps letters instead of sending them."""

    def __init__(self) -> None:
        self.letters: list[Letter] = []

    def send(self, letter: Letter) -> None:
        """Keep the letter."""
        self.letters.append(letter)


class KeptPages:
    """Keeps the HTML it is asked to print, and answers with a PDF of one empty page."""

    EMPTY_PDF = (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
    )

    def __init__(self) -> None:
        self.pages: list[str] = []

    def render(self, html: str, *, language: str) -> bytes:
        """Keep the page."""
        self.pages.append(html)
        return self.EMPTY_PDF


class MemoryIndex:
    """Searches documents in memory by the same words and scope as the real index; hits come in the order of keys."""

    def __init__(self) -> None:
        self._documents: dict[tuple[str, int], SearchDocument] = {}

    def put(self, documents: Iterable[SearchDocument]) -> None:
        """Add the documents, replacing those of the same kind and key."""
        self._documents |= {(document.kind, document.key): document for document in documents}

    def remove(self, kind: str, keys: Iterable[int]) -> None:
        """Take documents out."""
        for key in keys:
            self._documents.pop((kind, key), None)

    def clear(self) -> None:
        """Take every document out."""
        self._documents.clear()

    def find(
        self, words: str, *, kinds: Sequence[str], areas: Sequence[str] | None, page: int = 1, size: int = 20
    ) -> tuple[list[SearchHit], int]:
        """Return one page of hits and the total."""
        found = [
            SearchHit(document.kind, document.key, document.title)
            for _, document in sorted(self._documents.items())
            if document.kind in kinds and may_find(document, areas) and has_words(document, words)
        ]
        first = (max(page, 1) - 1) * size
        return found[first : first + size], len(found)


def may_find(document: SearchDocument, areas: Sequence[str] | None) -> bool:
    """Tell whether a reader of these areas may find the document."""
    return document.is_public or any(document.region_path.startswith(area) for area in areas or ())


def has_words(document: SearchDocument, words: str) -> bool:
    """Tell whether every word occurs; nothing typed finds nothing."""
    wanted, terms = wanted_words(words), set(index_terms(f"{document.title}\n{document.body}"))
    return bool(wanted) and all(
        any(have.startswith(term) if one.is_prefix else have == term for have in terms)
        for one in wanted
        for term in one.terms
    )
