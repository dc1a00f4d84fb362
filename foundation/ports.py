"""What the house asks of the world outside, as protocols. `gateways/` answers; `web/services.py` chooses."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any, Protocol

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
        kind: `household`, `offer`, `listing` or `page`.
        key: the row's id in its kind.
        title: shown in the results.
        body: the words, Chinese or English.
        region_path: where it belongs; households are found only inside the reader's areas.
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
