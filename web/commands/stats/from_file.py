"""A measure's inputs from a file: every number it needs, and every cell that cannot be taken."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from monitoring.rules.measures import Scorecard, weigh_households, weigh_people
from monitoring.rules.measures.arrays import Floats
from monitoring.rules.measures.errors import AnswerUnknown
from web.commands.stats.cells import NOT_KNOWN, CellReader, is_numeric, plain
from web.commands.stats.headings import Headings
from web.commands.stats.inputs import Inputs
from web.commands.stats.options import Asked
from web.commands.stats.tables import Columns, FileRejected, open_table

NOT_NEGATIVE = frozenset({"consumption", "total", "food", "health", "young", "working", "old"})
WHOLE = frozenset({"size", "young", "working", "old"})


def read_file(asked: Asked) -> Inputs:
    """Read a measure's inputs from a file. Raises FileRejected with every cell that cannot be taken."""
    assert asked.file is not None  # noqa: S101 - `check_usage`
    reading = FileReading(Headings(open_table(asked.file, asked.sheet), asked))
    read = {"mpi": reading.index, "ppi": reading.answers}.get(asked.name, reading.numbers)
    return read()


class FileReading:
    """Reads one file for one measure; a heading that an indicator has is not taken for the number of members."""

    def __init__(self, headings: Headings) -> None:
        self.headings, self.asked = headings, headings.asked

    def numbers(self) -> Inputs:
        """Read the numbers that the measure needs, and for vulnerability what explains them."""
        asked, headings = self.asked, self.headings
        size = self._size()
        roles = {role: headings.need(role, f"--{role} COLUMN") for role in asked.measure.columns if role != "size"}
        if "size" in asked.measure.columns:
            roles["size"] = size or headings.need("size", "--size COLUMN")
        explain = [headings.must(word) for word in asked.explain]
        candidates = headings.left() if asked.name == "vep" and not explain else []
        columns = self._columns([*roles.values(), *explain, *candidates], size)
        cells = CellReader(columns)
        explain += [name for name in candidates if is_numeric(columns.cells[name])]
        numbers = {role: read_role(cells, role, name) for role, name in roles.items()}
        return self._inputs(cells, numbers, size, explaining={name: cells.numbers(name) for name in explain})

    def index(self) -> Inputs:
        """Read the deprivations of an index."""
        option = "--column {0}=COLUMN; or do without it: --without {0}"
        indicators = self.asked.index.indicators
        names = [self.headings.need(each.id, option.format(each.id), each.columns) for each in indicators]
        size = self._size()
        cells = CellReader(self._columns(names, size))
        return self._inputs(cells, {}, size, marks=np.column_stack([cells.flags(name) for name in names]))

    def answers(self) -> Inputs:
        """Read the scores of a scorecard, or the answers that make them."""
        card, score = self.asked.scorecard, self.headings.maybe("score")
        questions = () if score else card.questions
        names = [self.headings.need(each.id, f"--column {each.id}=COLUMN") for each in questions]
        size = self._size()
        cells = CellReader(self._columns([score] if score else names, size))
        scores = scores_given(cells, card, score) if score else scores_of(cells, card, names)
        cells.close()
        chances = card.probabilities(scores, self.asked.card_line or card.lines[0])
        return self._inputs(cells, {"probability": chances}, size, is_demo=card.is_demo)

    def _size(self) -> str | None:
        size = self.headings.maybe("size")
        if self.asked.per == "people" and size is None:
            raise FileRejected(["To count people, the file needs a column with the members: --size COLUMN."])
        return size

    def _columns(self, names: Iterable[str], size: str | None) -> Columns:
        asked = self.asked
        also = [self.headings.must(word) for word in (asked.weights, asked.by, asked.cluster) if word]
        wanted = [*names, *also, *([size] if size else [])]
        return self.headings.table.read(list(dict.fromkeys(wanted)))

    def _inputs(self, cells: CellReader, numbers: Mapping[str, Floats], members: str | None, **more: Any) -> Inputs:
        """Add weights, groups and clusters, and refuse the file when any cell was wrong."""
        asked, must, count = self.asked, self.headings.must, len(cells.columns)
        survey = cells.numbers(must(asked.weights), least=0, fill=True) if asked.weights else None
        size = read_role(cells, "size", members) if members else None
        groups = cells.groups(must(asked.by)) if asked.by else None
        clusters = cells.clusters(must(asked.cluster)) if asked.cluster else None
        cells.close()
        is_people = size is not None and asked.per != "households"
        return Inputs(
            numbers=numbers,
            weights=weigh_people(size, survey) if size is not None and is_people else weigh_households(count, survey),
            survey=survey,
            line=None if asked.line is None else np.full(count, asked.line),
            groups=groups,
            clusters=clusters,
            index=asked.index,
            bands=asked.bands,
            **more,
        )


def read_role(cells: CellReader, role: str, name: str) -> Floats:
    """Read the numbers of a role, within what they can mean."""
    least = 1 if role == "size" else 0 if role in NOT_NEGATIVE else None
    return cells.numbers(name, least=least, is_whole=role in WHOLE)


def scores_given(cells: CellReader, card: Scorecard, name: str) -> list[int | None]:
    """Read scores that somebody has added up; one that the table does not have is a problem."""
    numbers = cells.numbers(name)
    known = [None if np.isnan(number) else int(number) if number == int(number) else -1 for number in numbers]
    missing = np.array([score is not None and score not in card.table for score in known])
    cells.refuse(name, missing, f"is no score of the table of “{card.name}”")
    return known


def scores_of(cells: CellReader, card: Scorecard, names: list[str]) -> list[int | None]:
    """Add up the points of every household; an empty answer makes its score not known."""
    answers = [[plain(cell) for cell in cells.columns.cells[name]] for name in names]
    for question, name, words in zip(card.questions, names, answers, strict=True):
        known = {answer.id for answer in question.answers}
        wrong = np.array([word not in known and word not in NOT_KNOWN for word in words])
        cells.refuse(name, wrong, f"is no answer; there are {', '.join(sorted(known))}")
    cells.close()
    return [score_of(card, row) for row in zip(*answers, strict=True)]


def score_of(card: Scorecard, words: Sequence[str]) -> int | None:
    """Return a household's score, None when an answer is not known."""
    try:
        return card.score({question.id: word for question, word in zip(card.questions, words, strict=True)})
    except AnswerUnknown:
        return None
