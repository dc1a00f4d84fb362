"""A multidimensional index in words; its weights are always told beside it."""

from foundation.wording import mark
from monitoring.rules.measures.mpi import MpiResult
from monitoring.rules.measures.telling import Figure, FigureUnit, Intervals, Note, Told, basis_notes


def tell_mpi(result: MpiResult, intervals: Intervals = None) -> Told:
    """Tell the index, its headcounts and contributions, and what it is made of."""
    found = intervals or {}
    figures = [
        Figure(key, label, value, unit, found.get(key))
        for key, label, value, unit in (
            ("h", mark("Share of multidimensionally poor (H)"), result.h, FigureUnit.SHARE),
            ("a", mark("Mean share of deprivations among the poor (A)"), result.a, FigureUnit.SHARE),
            ("m0", mark("Multidimensional poverty index (M0 = H × A)"), result.m0, FigureUnit.INDEX),
            ("severe", mark("In severe poverty"), result.severe, FigureUnit.SHARE),
            ("vulnerable", mark("Vulnerable, near the cut-off"), result.vulnerable, FigureUnit.SHARE),
            ("poor", mark("Multidimensionally poor"), result.poor, FigureUnit.NUMBER),
        )
    ]
    kinds = (
        ("uncensored", mark("Deprived: %(title)s"), result.uncensored),
        ("censored", mark("Poor and deprived: %(title)s"), result.censored),
        ("contribution", mark("Contribution: %(title)s"), result.contributions),
    )
    for kind, label, values in kinds:
        for indicator in result.spec.indicators:
            key = f"{kind}:{indicator.id}"
            value = values[indicator.id]
            figures.append(Figure(key, label, value, FigureUnit.SHARE, found.get(key), indicator.title))
    for dimension in result.spec.dimensions:
        key = f"dimension:{dimension.id}"
        label = mark("Contribution of the dimension: %(title)s")
        value = result.dimensions[dimension.id]
        figures.append(Figure(key, label, value, FigureUnit.SHARE, found.get(key), dimension.title))
    return Told(tuple(figures), (*basis_notes(result.basis), *mpi_notes(result)), result.basis)


def mpi_notes(result: MpiResult) -> tuple[Note, ...]:
    """Say the cut-off and the weights, what is most often not known, and what the unknown could change."""
    weights = ", ".join(f"{indicator.id} {indicator.weight}" for indicator in result.spec.indicators)
    made_of = mark("Poor from %(cutoff)s of the weighted indicators on; weights: %(weights)s.")
    notes = [Note(made_of, {"cutoff": f"{result.spec.cutoff:.4g}", "weights": weights})]
    households = result.basis.households + result.basis.left_out
    never = [name for name, count in result.missing.items() if households and count == households]
    if never:
        message = mark("Of no household is recorded: %(missing)s. Without these indicators the others can be measured.")
        notes.append(Note(message, {"missing": ", ".join(never)}))
    missing = [f"{name} {count}" for name, count in result.missing.items() if count]
    if missing:
        notes.append(Note(mark("Not known, by indicator: %(missing)s."), {"missing": ", ".join(missing)}))
        bounds = mark("Over all households, those left out included, H lies between %(low)s and %(high)s.")
        ends: dict[str, object] = {"low": f"{result.h_bounds.low:.4f}", "high": f"{result.h_bounds.high:.4f}"}
        notes.append(Note(bounds, ends))
    return tuple(notes)
