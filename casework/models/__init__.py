"""Tables of casework."""

from casework.models.cases import Assignment, CaseCause, CaseFile, CaseNote, PlanMeasure, Visit
from casework.models.leads import Lead
from casework.models.pairing import PairingExclusion, PairingProposal, PairingRun, PairingShortage

__all__ = [
    "Assignment",
    "CaseCause",
    "CaseFile",
    "CaseNote",
    "Lead",
    "PairingExclusion",
    "PairingProposal",
    "PairingRun",
    "PairingShortage",
    "PlanMeasure",
    "Visit",
]
