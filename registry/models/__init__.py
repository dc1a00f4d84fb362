"""Tables of the register."""

from registry.models.access import Appointment, Organisation, Role, StaffProfile, User
from registry.models.api_tokens import ApiToken
from registry.models.collection import (
    CollectionForm,
    Device,
    FormVersion,
    Submission,
    SubmissionDecision,
    SubmissionFile,
)
from registry.models.facts import Consent, Income, LifeEvent, Observation, Spending
from registry.models.fields import ExtraField
from registry.models.history import HouseholdChange, Membership
from registry.models.households import Household, Person, Standing
from registry.models.linkage import LinkDecision, LinkPair, LinkRecord, LinkRun, PersonMerge
from registry.models.messages import Message, Mute, Subscription
from registry.models.postings import PostedList, PostedRow
from registry.models.privacy import CorrectionRequest, RetentionRun
from registry.models.profiles import ImportProfile, ImportProfileVersion
from registry.models.quality import QualityException, QualityFinding, QualityRules, QualityRun
from registry.models.regions import Region, RegionChange
from registry.models.staging import (
    ImportContradiction,
    ImportIssue,
    ImportProgress,
    ImportRun,
    ImportTrace,
    ImportUpload,
    StagedRecord,
)
from registry.models.statistics import RegionShape, StatisticsRound

__all__ = [
    "ApiToken",
    "Appointment",
    "CollectionForm",
    "Consent",
    "CorrectionRequest",
    "Device",
    "ExtraField",
    "FormVersion",
    "Household",
    "HouseholdChange",
    "ImportContradiction",
    "ImportIssue",
    "ImportProfile",
    "ImportProfileVersion",
    "ImportProgress",
    "ImportRun",
    "ImportTrace",
    "ImportUpload",
    "Income",
    "LifeEvent",
    "LinkDecision",
    "LinkPair",
    "LinkRecord",
    "LinkRun",
    "Membership",
    "Message",
    "Mute",
    "Observation",
    "Organisation",
    "Person",
    "PersonMerge",
    "PostedList",
    "PostedRow",
    "QualityException",
    "QualityFinding",
    "QualityRules",
    "QualityRun",
    "Region",
    "RegionChange",
    "RegionShape",
    "RetentionRun",
    "Role",
    "Spending",
    "StaffProfile",
    "StagedRecord",
    "Standing",
    "StatisticsRound",
    "Submission",
    "SubmissionDecision",
    "SubmissionFile",
    "Subscription",
    "User",
]
