"""What may be done in casework, and which default role may do it."""

from foundation.permissions import Grants, Permission


class CaseworkPermission(Permission):
    TODAY_READ = "casework:today:read"
    LEAD_READ = "casework:lead:read"
    LEAD_REGISTER = "casework:lead:register"
    LEAD_VERIFY = "casework:lead:verify"
    LEAD_DECIDE = "casework:lead:decide"
    CASE_READ = "casework:case:read"
    CASE_CLOSE = "casework:case:close"
    PLAN_CHANGE = "casework:plan:change"
    VISIT_RECORD = "casework:visit:record"
    PAIRING_READ = "casework:pairing:read"
    PAIRING_PROPOSE = "casework:pairing:propose"
    PAIRING_CONFIRM = "casework:pairing:confirm"
    CASELOAD_READ = "casework:caseload:read"


P = CaseworkPermission

GRANTS: Grants = {
    "caseworker": frozenset(
        {P.TODAY_READ, P.LEAD_READ, P.LEAD_REGISTER, P.LEAD_VERIFY, P.CASE_READ, P.PLAN_CHANGE, P.VISIT_RECORD}
    ),
    "township_reviewer": frozenset({P.LEAD_READ, P.LEAD_REGISTER, P.LEAD_DECIDE, P.CASE_READ, P.CASELOAD_READ}),
    "county_officer": frozenset(
        {
            P.LEAD_READ,
            P.LEAD_REGISTER,
            P.LEAD_DECIDE,
            P.CASE_READ,
            P.CASE_CLOSE,
            P.PAIRING_READ,
            P.CASELOAD_READ,
        }
    ),
    "supervisor": frozenset(
        {P.LEAD_READ, P.CASE_READ, P.PAIRING_READ, P.PAIRING_PROPOSE, P.PAIRING_CONFIRM, P.CASELOAD_READ}
    ),
    "auditor": frozenset({P.LEAD_READ, P.CASE_READ, P.PAIRING_READ, P.CASELOAD_READ}),
}
