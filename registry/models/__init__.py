"""Tables of the register."""

from registry.models.access import Appointment, Organisation, Role, StaffProfile, User
from registry.models.facts import Consent, Income, LifeEvent, Observation, Spending
from registry.models.households import Household, Person, Standing
from registry.models.regions import Region
from registry.models.staging import ImportIssue, ImportRun, StagedRecord

__all__ = [
    "Appointment",
    "Consent",
    "Household",
    "ImportIssue",
    "ImportRun",
    "Income",
    "LifeEvent",
    "Observation",
    "Organisation",
    "Person",
    "Region",
    "Role",
    "Spending",
    "StaffProfile",
    "StagedRecord",
    "Standing",
    "User",
]
