"""Where lines and events live in the register, and under which names: three tables of one shape."""

from dataclasses import dataclass

from registry.rules.words_imports import StagedEntity


@dataclass(frozen=True, slots=True)
class EntryTable:
    """A register table of dated lines.

    Args:
        date, kind, amount: its columns for what staging calls happened_on, kind and amount_minor.
        reference: its column for several lines of a kind on one day; None where the day and the kind are the key.
        note: its column for a text, if it has one.
    """

    name: str
    date: str
    kind: str
    amount: str
    reference: str | None = "reference"
    note: str | None = None

    @property
    def same(self) -> str:
        """The condition that the register's row `r` has the key of the staged row `s`."""
        same = f"r.{self.date} = s.happened_on and r.{self.kind} = s.kind"
        return f"{same} and r.{self.reference} = s.reference" if self.reference else same


ENTRY_TABLES = {
    StagedEntity.INCOME: EntryTable("income", "received_on", "source", "amount_minor"),
    StagedEntity.SPENDING: EntryTable("spending", "spent_on", "kind", "amount_minor"),
    StagedEntity.EVENT: EntryTable("life_event", "happened_on", "kind", "cost_minor", reference=None, note="note"),
}
