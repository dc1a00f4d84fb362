"""What a household brings and lacks, as offers and products see it, and whether one fits, with reasons."""

from dataclasses import dataclass, field

from registry.rules.causes import Cause


@dataclass(frozen=True, slots=True)
class HouseholdNeeds:
    """The facts that offers of help and insurance products are matched against.

    Args:
        land_mu, rice_mu: 1 mu is 1/15 hectare; None is not known.
        workers: members with ordinary, skilled or weak labour capacity who are of age.
    """

    household_id: int
    region_path: str
    causes: frozenset[Cause]
    members: int
    workers: int
    children: int
    elders: int
    has_disability: bool
    land_mu: float | None
    rice_mu: float | None
    livestock: int | None
    is_ex_poor: bool


@dataclass(frozen=True, slots=True)
class FitReason:
    """One sentence for or against; `message` is English with `%(name)s` places that `params` fill."""

    message: str
    speaks_for: bool
    params: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Fit:
    """Whether an offer fits a household, and every reason for and against."""

    reasons: tuple[FitReason, ...]

    @property
    def fits(self) -> bool:
        return all(reason.speaks_for for reason in self.reasons)
