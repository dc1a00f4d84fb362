"""What a pair costs: every term in whole metres, so that a missing skill can be weighed against a longer way.

Source: docs/methods.md, Pairing.
"""

from dataclasses import asdict, dataclass

from casework.errors import WeightsInvalid


@dataclass(frozen=True, slots=True)
class PairingWeights:
    """The terms of a pair's cost besides the distance, in metres that they are worth.

    Args:
        no_skill: the caseworker knows none of the fields that the household's causes ask for.
        changed_helper: the household had a caseworker before, and this is another one.
        other_village: the caseworker is not of the household's village.
        language_gap: the caseworker does not speak the household's language; such pairs are made only for
            households whom nobody else can serve.
        candidates: how many of the nearest caseworkers are considered for each household at first.
    """

    no_skill: int = 5_000
    changed_helper: int = 8_000
    other_village: int = 2_000
    language_gap: int = 30_000
    candidates: int = 20

    def __post_init__(self) -> None:
        if min(self.no_skill, self.changed_helper, self.other_village, self.language_gap) < 0 or self.candidates < 1:
            raise WeightsInvalid()

    def as_dict(self) -> dict[str, int]:
        """Return the weights by name, as a run keeps them."""
        return asdict(self)
