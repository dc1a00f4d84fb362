"""What may be done with points, and which role holds it by default."""

from foundation.permissions import Grants, Permission


class IncentivesPermission(Permission):
    PARTICIPATION_READ = "incentives:participation:read"
    PARTICIPATION_CHANGE = "incentives:participation:change"
    OWN_POINTS_READ = "incentives:own_points:read"
    OWN_PARTICIPATION_CHANGE = "incentives:own_participation:change"
    ENTRY_RECORD = "incentives:entry:record"
    ENTRY_CONFIRM = "incentives:entry:confirm"
    SCHEDULE_READ = "incentives:schedule:read"
    SCHEDULE_LOAD = "incentives:schedule:load"


P = IncentivesPermission
READING = frozenset({P.PARTICIPATION_READ, P.SCHEDULE_READ})

GRANTS: Grants = {
    "caseworker": READING | {P.PARTICIPATION_CHANGE, P.ENTRY_RECORD},
    "township_reviewer": READING | {P.ENTRY_CONFIRM},
    "supervisor": READING,
    "county_officer": READING | {P.ENTRY_CONFIRM, P.SCHEDULE_LOAD},
    "auditor": READING,
    "household_member": frozenset({P.OWN_POINTS_READ, P.OWN_PARTICIPATION_CHANGE, P.SCHEDULE_READ}),
}
