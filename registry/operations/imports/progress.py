"""How far an import is, for whoever waits: the step, the file, the rows so far and a share of the whole work."""

from collections.abc import Callable
from dataclasses import dataclass

from registry.rules.words_imports import ImportStep

SHARES = {
    ImportStep.READING: (0, 60),
    ImportStep.CHECKING: (60, 80),
    ImportStep.KEEPING: (80, 100),
    ImportStep.WRITING: (0, 100),
}
"""Percent of the work at which a step begins and ends; writing is a work of its own."""


@dataclass(frozen=True, slots=True)
class StepReached:
    """Where an import is.

    Args:
        subject: the file that is being read.
        rows: rows read so far.
        percent: of the whole work, 0 to 100.
    """

    step: ImportStep
    subject: str = ""
    rows: int = 0
    percent: int = 0


Progress = Callable[[StepReached], None]


class Gauge:
    """Turns what a work does into steps reached.

    Args:
        total: bytes of all files together.
    """

    def __init__(self, told: Progress | None, total: int = 0) -> None:
        self._told = told or (lambda _reached: None)
        self._total = max(total, 1)
        self._step = ImportStep.READING
        self._subject = ""
        self._size = self._done = self._rows = self._percent = 0

    def open_file(self, name: str, size: int) -> None:
        """Say that the next file is being read."""
        self._done += self._size
        self._subject, self._size = name, size
        self.tell(ImportStep.READING, self._done / self._total, self._rows)

    def read(self, share: float, rows: int) -> None:
        """Say how much of the file was read, 0 to 1, and how many rows."""
        self.tell(ImportStep.READING, (self._done + self._size * share) / self._total, self._rows + rows)

    def close_sheet(self, rows: int) -> None:
        """Add the rows of a sheet that was read to its end."""
        self._rows += rows

    def tell(self, step: ImportStep, share: float = 0.0, rows: int | None = None) -> None:
        """Say how far a step is, 0 to 1."""
        start, end = SHARES[step]
        # A file that two parts of the profile read begins twice; the work does not go back.
        self._percent = max(self._percent, start + int((end - start) * min(max(share, 0.0), 1.0)))
        subject = self._subject if step is ImportStep.READING else ""
        self._told(StepReached(step, subject, self._rows if rows is None else rows, self._percent))
