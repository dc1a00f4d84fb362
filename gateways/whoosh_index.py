"""Full-text search by Whoosh in a folder, for some tens of thousands of documents.

One process writes, which is the worker of the job queue's `index` queue; any number of processes read. The folder can
be deleted at any time and filled again from the database. It holds pickles: never restore one that came from elsewhere.
"""

# mypy: allow-untyped-calls

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from time import sleep
from typing import Any

from whoosh import fields, index
from whoosh.analysis.acore import Token
from whoosh.analysis.analyzers import Analyzer
from whoosh.collectors import TopCollector
from whoosh.query.compound import And, AndMaybe, Or, Require
from whoosh.query.qcore import Query
from whoosh.query.terms import Prefix, Term
from whoosh.writing import CLEAR

from foundation.errors import GatewayUnavailable
from foundation.ports import SearchDocument, SearchHit
from gateways.search_words import Wanted, index_terms, wanted_words

# Raise the number when the schema or the terms change: the old index is then no longer read and a new one is filled.
INDEX_NAME = "documents1"
TITLE_BOOST = 3.0
WORD_BOOST = 2.0
WRITER_WAIT_SECONDS = 20.0
OPEN_ATTEMPTS = 20
MAX_PAGE_SIZE = 200


class TermAnalyzer(Analyzer):
    """Hands our terms to Whoosh."""

    def __call__(self, value: str, **options: Any) -> Iterator[Token]:
        token = Token(mode=options.get("mode", ""))
        for term in index_terms(value):
            token.text = term
            yield token


SCHEMA = fields.Schema(
    uid=fields.ID(unique=True),
    kind=fields.ID(stored=True),
    key=fields.STORED,
    title=fields.STORED,
    title_terms=fields.TEXT(analyzer=TermAnalyzer(), phrase=False),
    terms=fields.TEXT(analyzer=TermAnalyzer(), phrase=False),
    regions=fields.KEYWORD,
    is_public=fields.BOOLEAN,
)


class WhooshIndex:
    """Finds documents by their words, best first, inside the reader's areas.

    Args:
        folder: made on the first write; until then nothing is found.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, documents: Iterable[SearchDocument]) -> None:
        """Add the documents, replacing those of the same kind and key. All are held in memory: hand over some thousand.

        Raises: GatewayUnavailable when another process is writing.
        """
        latest = {uid(document.kind, document.key): document for document in documents}
        if not latest:
            return
        with self._writer() as writer:
            for name, document in latest.items():
                writer.delete_by_term("uid", name)
                writer.add_document(uid=name, **row(document))

    def remove(self, kind: str, keys: Iterable[int]) -> None:
        """Take documents out; those that are not there are no error. Raises: GatewayUnavailable."""
        with self._writer() as writer:
            for key in keys:
                writer.delete_by_term("uid", uid(kind, key))

    def clear(self) -> None:
        """Take every document out. Raises: GatewayUnavailable."""
        writer = self._writer()
        writer.commit(mergetype=CLEAR)

    def find(
        self, words: str, *, kinds: Sequence[str], areas: Sequence[str] | None, page: int = 1, size: int = 20
    ) -> tuple[list[SearchHit], int]:
        """Return one page of hits, best first, and the total.

        Args:
            words: all of them have to occur; nothing typed here is an error.
            kinds: only documents of these kinds.
            areas: None finds public documents only; otherwise also those whose region path begins with one of these.
            page: from 1; a page beyond the last is empty.
        """
        wanted = wanted_words(words)
        opened = self._open()
        if not wanted or not kinds or opened is None:
            return [], 0
        size = min(max(size, 1), MAX_PAGE_SIZE)
        first = (max(page, 1) - 1) * size
        with opened.searcher() as searcher:
            # Whoosh's shortcuts (skipped blocks, replaced matchers) lose hits in nested queries, so all are visited.
            collector = TopCollector(limit=first + size, usequality=False, replace=0)
            context = searcher.context(needs_current=True)
            searcher.search_with_collector(scoped_query(wanted, kinds, areas), collector, context)
            found = collector.results()[first : first + size]
            return [SearchHit(hit["kind"], hit["key"], hit["title"]) for hit in found], collector.count()

    def _open(self) -> index.FileIndex | None:
        """Return the index; None while nothing was ever written. A writer may replace its files while we look."""
        for attempt in range(OPEN_ATTEMPTS):
            try:
                return index.open_dir(str(self._folder), indexname=INDEX_NAME, schema=SCHEMA)
            except (OSError, index.EmptyIndexError):
                if not any(self._folder.glob(f"_{INDEX_NAME}_*.toc")) and attempt:
                    return None
                sleep(0.02)
        raise GatewayUnavailable()

    def _writer(self) -> Any:
        self._folder.mkdir(parents=True, exist_ok=True)
        opened = self._open() or index.create_in(str(self._folder), SCHEMA, indexname=INDEX_NAME)
        try:
            return opened.writer(timeout=WRITER_WAIT_SECONDS, limitmb=128)
        except index.LockError as error:
            raise GatewayUnavailable() from error


def uid(kind: str, key: int) -> str:
    """Return the one name of a document."""
    return f"{kind}:{key}"


def row(document: SearchDocument) -> dict[str, Any]:
    """Return the document as the index's fields; the title's words count for the text too."""
    return {
        "kind": document.kind,
        "key": document.key,
        "title": document.title,
        "title_terms": document.title,
        "terms": f"{document.title}\n{document.body}",
        "regions": " ".join(region_prefixes(document.region_path)),
        "is_public": document.is_public,
    }


def region_prefixes(path: str) -> list[str]:
    """Return the path of the region and of each region above it: `51.5107.` gives `51.` and `51.5107.`."""
    steps = path.split(".")
    return sorted({".".join(steps[:depth]) + "." for depth in range(1, len(steps))} | {path})


def scoped_query(wanted: Sequence[Wanted], kinds: Sequence[str], areas: Sequence[str] | None) -> Query:
    """Return the query that finds every wanted word in what this reader may find; scope and kinds do not score."""
    found = And([term_query("terms", term, one.is_prefix) for one in wanted for term in one.terms])
    better: list[Query] = [Term("title_terms", one.word, boost=TITLE_BOOST) for one in wanted]
    better += [
        Term("terms", one.word, boost=WORD_BOOST) for one in wanted if one.word not in one.terms or one.is_prefix
    ]
    kind = any_of([Term("kind", kind) for kind in kinds])
    return Require(AndMaybe(found, any_of(better)), And([kind, *scope_queries(areas)]))


def scope_queries(areas: Sequence[str] | None) -> list[Query]:
    """Return the condition that a reader of these areas may find a document; none for those who may find all."""
    if areas is not None and "" in areas:
        return []
    inside = [term_query("regions", area, is_prefix=not area.endswith(".")) for area in areas or ()]
    return [any_of([Term("is_public", True), *inside])]


def term_query(field: str, term: str, is_prefix: bool) -> Query:
    """Return the query for one term of a field, whole or as a beginning."""
    return Prefix(field, term) if is_prefix else Term(field, term)


def any_of(queries: Sequence[Query]) -> Query:
    """Return the query that any of `queries` answers."""
    either = Or(queries)
    either.matcher_type = Or.DEFAULT_MATCHER  # the other kind cannot be stepped through
    return either
