"""Reads a scorecard from TOML and proves it whole, or names every fault.

Refused are: other than ten questions; points that add up to more than 100; a table that lacks a score that the answers
can make; probabilities outside 0 to 1, or that rise with the score.
"""

import tomllib
from itertools import pairwise

from foundation.wording import mark
from monitoring.errors import Fault
from monitoring.rules.measures.mpi_parse import MeasureInvalid
from monitoring.rules.measures.ppi import Answer, Question, Scorecard
from monitoring.rules.parse import read_id
from monitoring.rules.reader import Reader

QUESTIONS = 10
MOST_POINTS = 100


def parse_scorecard(source: str) -> Scorecard:
    """Build the scorecard that a TOML text describes. Raises: MeasureInvalid with every fault and its place."""
    faults: list[Fault] = []
    try:
        table = tomllib.loads(source)
    except tomllib.TOMLDecodeError as error:
        raise MeasureInvalid((Fault("file", "%(error)s", {"error": str(error)}),)) from None
    card = read_scorecard(Reader(table, "scorecard", faults))
    if faults:
        raise MeasureInvalid(tuple(faults))
    return card


def read_scorecard(reader: Reader) -> Scorecard:
    """Read the whole file."""
    questions = tuple(read_question(each) for each in reader.tables("questions"))
    lines = reader.texts("lines")
    card = Scorecard(
        name=read_id(reader, "name"),
        title=reader.words("title"),
        source=reader.text("source"),
        is_demo=reader.answer("is_demo"),
        questions=questions,
        lines=lines,
        table=read_table(reader, lines),
    )
    check_points(reader, card)
    reader.close()
    return card


def read_question(reader: Reader) -> Question:
    """Read one question with its answers."""
    answers = reader.tables("answers")
    question = Question(
        read_id(reader),
        reader.words("title"),
        tuple(Answer(read_id(each), each.words("title"), each.whole("points")) for each in answers),
    )
    for each in answers:
        each.close()
    reader.close()
    return question


def read_table(reader: Reader, lines: tuple[str, ...]) -> dict[int, tuple[float, ...]]:
    """Read the rows from … to … of scores with a probability for each line."""
    table: dict[int, tuple[float, ...]] = {}
    for row in reader.tables("table"):
        first, last = row.whole("from"), row.whole("to")
        chances = tuple(row.number(line) for line in lines)
        row.close()
        if first > last or last > MOST_POINTS or any(score in table for score in range(first, last + 1)):
            row.fault(mark("scores must rise from row to row, up to %(most)s, each once"), most=MOST_POINTS)
        if not all(0 <= chance <= 1 for chance in chances):
            row.fault(mark("a probability lies between 0 and 1"))
        table |= dict.fromkeys(range(first, min(last, MOST_POINTS) + 1), chances)
    return table


def check_points(reader: Reader, card: Scorecard) -> None:
    """Refuse points and tables that do not belong together."""
    if len(card.questions) != QUESTIONS:
        reader.fault(mark("ten questions are needed, not %(count)s"), key="questions", count=len(card.questions))
    reachable = {0}
    for question in card.questions:
        points = {answer.points for answer in question.answers}
        reachable = {score + each for score in reachable for each in points}
    if max(reachable) > MOST_POINTS:
        reader.fault(mark("the points can add up to more than %(most)s"), key="questions", most=MOST_POINTS)
    lacking = sorted(reachable - set(card.table))
    if lacking:
        listed = ", ".join(map(str, lacking[:10]))
        reader.fault(mark("the table lacks scores that the answers can make: %(scores)s"), key="table", scores=listed)
    ordered = [card.table[score] for score in sorted(card.table)]
    if any(later > earlier for row, after in pairwise(ordered) for earlier, later in zip(row, after, strict=True)):
        reader.fault(mark("a higher score must not be more likely to be poor"), key="table")
