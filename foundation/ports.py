"""What the house asks of the world outside, as protocols. `gateways/` answers; `web/services.py` chooses."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from foundation.money import Money


class Settlement(StrEnum):
    """Where a payment stands at its provider."""

    PENDING = "pending"
    SETTLED = "settled"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class PaymentOrder:
    """What we intend to collect.

    Args:
        key: our idempotency key, derived from our own row and the action; the provider acts once a key.
        reference: the payment reference people see, such as `D-2026-000123`.
    """

    key: str
    reference: str
    amount: Money
    description: str
    return_url: str
    cancel_url: str


@dataclass(frozen=True, slots=True)
class PaymentTicket:
    """What the provider answered: its own reference, where the payer goes next, and where the payment stands."""

    provider_reference: str
    status: Settlement
    pay_url: str | None = None
    instructions: str | None = None


@dataclass(frozen=True, slots=True)
class PaymentState:
    """The provider's present view of one payment."""

    provider_reference: str
    status: Settlement
    amount: Money
    fee: Money


@dataclass(frozen=True, slots=True)
class PaymentNotice:
    """A webhook whose signature was checked: the event's own id and the payment it speaks of, if any of ours."""

    event_id: str
    kind: str
    provider_reference: str | None


class PaymentGateway(Protocol):
    """Collects money through one provider."""

    name: str

    def open_payment(self, order: PaymentOrder) -> PaymentTicket:
        """Ask the provider to collect. Raises GatewayUnavailable."""

    def look_up(self, provider_reference: str) -> PaymentState:
        """Ask where a payment stands now. Raises GatewayUnavailable."""

    def read_notice(self, body: bytes, signature: str) -> PaymentNotice:
        """Check a webhook's signature and read it. Raises Invalid on a bad one."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail in one language."""

    to: str
    subject: str
    text: str
    attachments: Mapping[str, bytes] = field(default_factory=dict)


class Mailer(Protocol):
    """Sends mail."""

    def send(self, letter: Letter) -> None:
        """Send or raise GatewayUnavailable."""


class PdfRenderer(Protocol):
    """Turns one self-contained HTML page into a PDF with its fonts embedded."""

    def render(self, html: str, *, language: str) -> bytes: ...


@dataclass(frozen=True, slots=True)
class SearchDocument:
    """What is searched and who may find it.

    Args:
        kind: `offer`, `listing` or `page`.
        key: the row's id in its kind.
        title: shown in the results.
        body: the words, Chinese or English.
        region_path: where it belongs; what is not public is found only inside the reader's areas.
        is_public: visitors may find it.
    """

    kind: str
    key: int
    title: str
    body: str
    region_path: str = ""
    is_public: bool = False


@dataclass(frozen=True, slots=True)
class SearchHit:
    kind: str
    key: int
    title: str


class SearchIndex(Protocol):
    """Full-text search over documents. One process writes; many read; it can always be rebuilt from the database."""

    def put(self, documents: Iterable[SearchDocument]) -> None:
        """Add the documents, replacing those of the same kind and key."""

    def remove(self, kind: str, keys: Iterable[int]) -> None: ...

    def clear(self) -> None: ...

    def find(
        self,
        words: str,
        *,
        kinds: Sequence[str],
        areas: Sequence[str] | None,
        page: int = 1,
        size: int = 20,
    ) -> tuple[list[SearchHit], int]:
        """Return one page of hits, best first, and the total.

        Args:
            kinds: only documents of these kinds.
            areas: None finds public documents only; otherwise also those whose region path begins with one of these.
        """


class FileStore(Protocol):
    """Keeps files by a key that is made from their content."""

    def save(self, content: bytes, *, suffix: str) -> str:
        """Store and return the key."""

    def read(self, key: str) -> bytes:
        """Return the content. Raises NotFound."""

    def path(self, key: str) -> Path: ...

    def keys(self) -> Iterable[str]: ...

    def delete(self, key: str) -> None: ...


@dataclass(frozen=True, slots=True)
class FlowGraph:
    """A min-cost-flow problem: arrays of the same length for arcs, one number a node for supplies.

    Arrays are numpy integer arrays: start, end, capacity, unit cost (whole numbers) of each arc, supply of each node
    (positive: source, negative: sink; the sum is zero).
    """

    start: Any
    end: Any
    capacity: Any
    unit_cost: Any
    supply: Any


@dataclass(frozen=True, slots=True)
class FlowSolution:
    """The optimal flow on each arc (numpy array in arc order) and its total cost."""

    flow: Any
    cost: int


class FlowSolver(Protocol):
    """Solves a min-cost-flow problem to optimality."""

    def solve(self, graph: FlowGraph) -> FlowSolution:
        """Raises ValueError when the supplies cannot be met."""


@dataclass(frozen=True, slots=True)
class LinkLevel:
    """One level of a comparison of two records.

    Args:
        condition: SQL on the records' columns `…_l` and `…_r`; None is whatever is left.
        m, u: how often two records of one person, and of two people, agree so; both None for what is not known.
        rarity: a column: the rarer its value, the more the agreement says.
    """

    name: str
    condition: str | None
    m: float | None
    u: float | None
    rarity: str | None = None


@dataclass(frozen=True, slots=True)
class LinkPlan:
    """How records are held against one another.

    Args:
        columns: name and SQL type, in the order of a record's values; the first is its key, a whole number.
        comparisons: name and levels; of the levels the first that fits counts.
        blocking: SQL conditions on `l` and `r`: records that fulfil none are not held against one another.
        fillers: columns in which a value that more than `most_alike` records share is emptied.
        rarest: no value counts as rarer than this share.
        usual: how common a value is of which little is known, and with how many records' worth of trust: the fewer
            records there are, the less their own frequencies count.
        is_within: one set of records against itself; otherwise the left against the right.
        is_narrowed: of the right only those are kept that some blocking rule brings to a record of the left.
    """

    columns: Mapping[str, str]
    comparisons: Mapping[str, Sequence[LinkLevel]]
    blocking: Sequence[str]
    fillers: Sequence[str]
    most_alike: int
    rarest: float
    usual: tuple[float, int]
    is_within: bool
    is_narrowed: bool = False


class ScoredPair(NamedTuple):
    """Two records with their weight, and with the level and the weight of each comparison, in the plan's order."""

    left: int
    right: int
    weight: float
    levels: tuple[str, ...]
    weights: tuple[float, ...]


class LinkSession(Protocol):
    """Records in memory, on their way to being held against one another."""

    def add_left(self, rows: Sequence[Sequence[object]]) -> None:
        """Take in records of the left side, or of the only one."""

    def add_right(self, rows: Sequence[Sequence[object]]) -> None:
        """Take in records of the right side, once the left side is whole."""

    @property
    def sizes(self) -> tuple[int, int]:
        """How many records were given on either side."""

    def score(self, prior: float, least: float) -> Iterator[ScoredPair]:
        """Yield each pair whose weight is `least` or more, by its keys.

        Args:
            prior: the chance that two records taken at random are one person.
        """


class RecordLinker(Protocol):
    """Holds records against one another, in this process; keeps nothing and writes nothing to disk."""

    def open(self, plan: LinkPlan) -> AbstractContextManager[LinkSession]:
        """Begin; whatever was taken in is gone when the context ends."""


@dataclass(frozen=True, slots=True)
class CompiledForm:
    """A spreadsheet form turned into what survey clients read, and what its compiler would rather see otherwise."""

    xform: str
    warnings: tuple[str, ...] = ()


class FormCompiler(Protocol):
    """Turns a survey form written as a spreadsheet (XLSForm) into an XForm."""

    def compile(self, workbook: bytes) -> CompiledForm:
        """Return the XForm. Raises Invalid, in the compiler's own words, when the spreadsheet is no form."""


class ColumnarEngine(Protocol):
    """Computes over files of columns, in bounded memory; it keeps nothing between two calls."""

    def pack(self, source: Path, target: Path, columns: Mapping[str, str]) -> int:
        """Turn a CSV file without a heading into a file of columns, in order of the first; return the rows.

        Args:
            columns: the names and kinds, in the order of the file. An empty cell is a null.
        """

    def write(self, sql: str, params: Mapping[str, Any], tables: Mapping[str, Sequence[Path]], target: Path) -> int:
        """Write what a select finds to a CSV file without a heading, nulls as nothing; return the rows.

        Args:
            sql: a select with named places (`:name`).
            tables: the files that stand for each table it names; columns that a file lacks are null in its rows.
        """

    def read(
        self, sql: str, params: Mapping[str, Any], tables: Mapping[str, Sequence[Path]]
    ) -> Iterator[tuple[Any, ...]]:
        """Yield the rows that a select finds."""
