"""Code lists of casework, each value with the word that people read.

Source: docs/methods.md, Discovery channels, Procedure, Plan and measures, Measure groups.
"""

from foundation.wording import Worded, mark


class LeadChannel(Worded):
    """How a household came to notice (自主申报, 走访, 部门比对, 热线)."""

    SELF_REPORT = "self_report", mark("The household’s own report")
    VISIT = "visit", mark("Visit")
    GRADING = "grading", mark("Grading")
    COMPARISON = "comparison", mark("Comparison with another department")
    HOTLINE = "hotline", mark("Hotline or tip")


class LeadState(Worded):
    OPEN = "open", mark("Waiting for a check")
    VERIFYING = "verifying", mark("Being checked")
    VERIFIED = "verified", mark("Waiting for a decision")
    CONFIRMED = "confirmed", mark("Confirmed")
    NOT_CONFIRMED = "not_confirmed", mark("Not confirmed")
    WITHDRAWN = "withdrawn", mark("Withdrawn by the household")


class LeadStep(Worded):
    """What people do with a lead."""

    START = "start", mark("Start the check")
    VERIFY = "verify", mark("Record the check")
    CONFIRM = "confirm", mark("Confirm")
    REFUSE = "refuse", mark("Do not confirm")
    WITHDRAW = "withdraw", mark("Withdraw")
    OBJECT = "object", mark("Record an objection")


class CaseState(Worded):
    """A case waits for a caseworker in any of the open states as long as nobody is assigned."""

    OPEN = "open", mark("Plan being made")
    PLAN_AGREED = "plan_agreed", mark("Plan agreed")
    CLOSED = "closed", mark("Closed")


class CaseStep(Worded):
    """What moves a case on."""

    AGREE = "agree", mark("Agree the plan")
    CLOSE = "close", mark("Close the case")


class CloseReason(Worded):
    """Endings that need no elimination of the risk (自然消除) and corrections."""

    MOVED_AWAY = "moved_away", mark("The household moved away")
    DIED = "died", mark("Everyone in the household has died")
    MERGED = "merged", mark("The household was merged with another")
    OPENED_IN_ERROR = "opened_in_error", mark("The case was opened in error")


class CauseSource(Worded):
    """Where a case's cause comes from."""

    RULE = "rule", mark("Rules that fired")
    PERSON = "person", mark("A person’s finding")


class MeasureKind(Worded):
    """Measure groups of the register (产业帮扶 … 基础设施建设); the last one is 扶志扶智."""

    INDUSTRY = "industry", mark("Farming or business help")
    EMPLOYMENT = "employment", mark("Help with work and training")
    FINANCE = "finance", mark("Finance and small loans")
    PUBLIC_JOB = "public_job", mark("Public-welfare job")
    HOUSING = "housing", mark("Safe dwelling")
    WATER = "water", mark("Safe drinking water")
    COMPULSORY_SCHOOL = "compulsory_school", mark("Compulsory schooling secured")
    EDUCATION = "education", mark("Help with education")
    HEALTH = "health", mark("Health help")
    SAFETY_NET = "safety_net", mark("Social security and care")
    SOCIETY = "society", mark("Help from society")
    RELOCATION = "relocation", mark("Relocation")
    LIVING = "living", mark("Better living and working conditions")
    INFRASTRUCTURE = "infrastructure", mark("Roads and other infrastructure")
    ENCOURAGEMENT = "encouragement", mark("Encouragement and mentoring")


class MeasureState(Worded):
    PROPOSED = "proposed", mark("Proposed")
    AGREED = "agreed", mark("Agreed")
    UNDER_WAY = "under_way", mark("Under way")
    DONE = "done", mark("Done")
    DROPPED = "dropped", mark("Dropped")


class MeasureSource(Worded):
    """Where a measure comes from; all but the office's own have a row in another room."""

    OWN = "own", mark("The office’s own measure")
    ASSISTANCE_REQUEST = "assistance_request", mark("Offer of an enterprise")
    COVER_APPLICATION = "cover_application", mark("Insurance cover")
    COURSE_SESSION = "course_session", mark("Training session")


class NoteKind(Worded):
    """Why a note stands on a case."""

    COLOUR = "colour", mark("The colour changed")
    REPORT = "report", mark("Something was reported")


class RunState(Worded):
    PROPOSED = "proposed", mark("Waiting for a supervisor")
    CONFIRMED = "confirmed", mark("Confirmed")
    DISCARDED = "discarded", mark("Replaced by a newer run")


class ProposalState(Worded):
    PROPOSED = "proposed", mark("Proposed")
    CONFIRMED = "confirmed", mark("Confirmed")
    REJECTED = "rejected", mark("Rejected")
    SUPERSEDED = "superseded", mark("Overtaken")


class RunnerUpReason(Worded):
    """Why the second-best caseworker was not proposed."""

    COSTLIER = "costlier", mark("Costs more")
    FULL = "full", mark("Full, because these places help others more")
    NONE = "none", mark("There was no other choice")


class Missing(Worded):
    """What a place is short of."""

    CAPACITY = "capacity", mark("Caseworkers’ capacity")
    LANGUAGE = "language", mark("A caseworker who speaks the language")
    ALLOWED = "allowed", mark("A caseworker who may help this household")


class ExclusionReason(Worded):
    """Why a caseworker must not look after a household."""

    KIN = "kin", mark("Related to the household")
    COMPLAINT = "complaint", mark("The household complained earlier")
    REJECTED = "rejected", mark("A supervisor rejected the pair")


class TimelineKind(Worded):
    """What happened to a household in casework."""

    LEAD_OPENED = "lead_opened", mark("Lead opened")
    LEAD_VERIFIED = "lead_verified", mark("Check recorded")
    LEAD_DECIDED = "lead_decided", mark("Lead decided")
    CASE_OPENED = "case_opened", mark("Case opened")
    PLAN_AGREED = "plan_agreed", mark("Plan agreed with the household")
    CASE_CLOSED = "case_closed", mark("Case closed")
    ASSIGNED = "assigned", mark("Caseworker assigned")
    PARTED = "parted", mark("Assignment ended")
    MEASURE_ADDED = "measure_added", mark("Measure added")
    VISITED = "visited", mark("Visit")
    NOTED = "noted", mark("Note on the case")
