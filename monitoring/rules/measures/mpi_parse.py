"""Reads the specification of a multidimensional index from TOML and proves it whole, or names every fault.

Refused are: unknown fields; ids used twice; weights that do not add up to 1; cut-offs out of order; readings of the
register that do not exist, and limits that they lack or do not know.
"""

import tomllib
from fractions import Fraction

from foundation.wording import mark
from monitoring.errors import Fault, RuleSetInvalid
from monitoring.rules.measures.deprivations import CATALOGUE, EXTRA
from monitoring.rules.measures.mpi_spec import MpiDimension, MpiIndicator, MpiSpec
from monitoring.rules.parse import read_id
from monitoring.rules.reader import Reader

MOST_INDICATORS = 50
"""The combinations of indicators are told apart by the bits of one number."""


class MeasureInvalid(RuleSetInvalid):
    """A specification that cannot be used; `faults` lists every fault with its place in the file."""

    message = mark("The measure cannot be used: %(faults)s")


def parse_spec(source: str) -> MpiSpec:
    """Build the index that a TOML text describes.

    Raises: MeasureInvalid with every fault and its place.
    """
    faults: list[Fault] = []
    try:
        table = tomllib.loads(source)
    except tomllib.TOMLDecodeError as error:
        raise MeasureInvalid((Fault("file", "%(error)s", {"error": str(error)}),)) from None
    spec = read_spec(Reader(table, "measure", faults))
    if faults:
        raise MeasureInvalid(tuple(faults))
    return spec


def read_spec(reader: Reader) -> MpiSpec:
    """Read the whole file."""
    dimensions: list[MpiDimension] = []
    indicators: list[MpiIndicator] = []
    for each in reader.tables("dimensions"):
        dimension = MpiDimension(read_id(each), each.words("title"))
        dimensions.append(dimension)
        indicators += [read_indicator(part, dimension.id) for part in each.tables("indicators")]
        each.close()
    spec = MpiSpec(
        name=read_id(reader, "name"),
        version=reader.whole("version", least=1),
        title=reader.words("title"),
        source=reader.text("source"),
        cutoff=float(read_share(reader, "cutoff")),
        vulnerable_from=float(read_share(reader, "vulnerable_from")),
        severe_from=float(read_share(reader, "severe_from")),
        dimensions=tuple(dimensions),
        indicators=tuple(indicators),
    )
    check_spec(reader, spec)
    reader.close()
    return spec


def read_share(reader: Reader, key: str) -> Fraction:
    """Read a share above 0 and not above 1, written as a fraction or a decimal number in quotation marks: "1/18"."""
    text = reader.text(key)
    try:
        share = Fraction(text)
    except (ValueError, ZeroDivisionError):
        share = Fraction(0)
    if text and not 0 < share <= 1:
        reader.fault(mark("a share such as “1/3” is needed, above 0 and not above 1"), key=key)
    return share


def read_indicator(reader: Reader, dimension: str) -> MpiIndicator:
    """Read one indicator."""
    reads = reader.text("reads") if "reads" in reader else None
    lacks = reader.texts("lacks") if "lacks" in reader else ()
    indicator = MpiIndicator(
        id=read_id(reader),
        dimension=dimension,
        title=reader.words("title"),
        weight=read_share(reader, "weight"),
        deprived_when=reader.words("deprived_when"),
        reads=reads,
        limits=read_limits(reader, reads),
        lacks=lacks,
        columns=reader.texts("columns") if "columns" in reader else (),
    )
    if (reads or "").startswith(EXTRA) != bool(lacks):
        reader.fault(mark("“lacks” and a further field (“extra:KEY”) go together"), key="lacks")
    reader.close()
    return indicator


def read_limits(reader: Reader, reads: str | None) -> dict[str, float]:
    """Read the numbers that a reading of the register needs, all of them and no others."""
    if reads is None or reads.startswith(EXTRA):
        return {}
    known = CATALOGUE.get(reads)
    if known is None:
        reader.fault(mark("the register has no reading “%(name)s”"), key="reads", name=reads)
        return {}
    if not known.limits:
        return {}
    table = reader.table("limits")
    limits = {name: table.number(name) for name in known.limits}
    table.close()
    return limits


def check_spec(reader: Reader, spec: MpiSpec) -> None:
    """Refuse ids used twice, weights that do not add up, and cut-offs out of order."""
    for items in (spec.dimensions, spec.indicators):
        ids = [item.id for item in items]
        for name in sorted({name for name in ids if ids.count(name) > 1}):
            reader.fault(mark("the id “%(name)s” is used twice"), name=name)
    total = sum((indicator.weight for indicator in spec.indicators), Fraction(0))
    if spec.indicators and total != 1:
        reader.fault(mark("the weights add up to %(total)s, not to 1"), key="dimensions", total=str(total))
    if len(spec.indicators) > MOST_INDICATORS:
        reader.fault(mark("at most %(most)s indicators can be measured"), key="dimensions", most=MOST_INDICATORS)
    if not spec.vulnerable_from < spec.cutoff <= spec.severe_from:
        reader.fault(mark("“vulnerable_from” must lie below “cutoff”, and “severe_from” not below it"), key="cutoff")
