"""Tables of the register."""

from registry.models.access import Appointment, Organisation, Role, StaffProfile, User
from registry.models.api_tokens import ApiToken
from registry.models.facts import Consent, Income, LifeEvent, Observation, Spending
from registry.models.history import HouseholdChange, Membership
from registry.models.households import Household, Person, Standing
from registry.models.messages import Message, Mute, Subscription
from registry.models.regions import Region
from registry.models.staging import ImportIssue, ImportRun, StagedRecord

__all__ = [
    "ApiToken",
    "Appointment",
    "Consent",
    "Household",
    "HouseholdChange",
    "ImportIssue",
    "ImportRun",
    "Income",
    "LifeEvent",
    "Membership",
    "Message",
    "Mute",
    "Observation",
    "Organisation",
    "Person",
    "Region",
    "Role",
    "Spending",
    "StaffProfile",
    "StagedRecord",
    "Standing",
    "Subscription",
    "User",
]
