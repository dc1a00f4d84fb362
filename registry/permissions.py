"""What may be done with the register, and which default role may do it."""

from foundation.permissions import Grants, Permission


class RegistryPermission(Permission):
    HOUSEHOLD_READ = "registry:household:read"
    HOUSEHOLD_EXPORT = "registry:household:export"
    OWN_FILE_READ = "registry:own_file:read"
    PERSON_REVEAL = "registry:person:reveal"
    CONSENT_RECORD = "registry:consent:record"
    OWN_CONSENT_CHANGE = "registry:own_consent:change"
    IMPORT_READ = "registry:import:read"
    IMPORT_STAGE = "registry:import:stage"
    IMPORT_COMMIT = "registry:import:commit"
    USER_READ = "registry:user:read"
    USER_MANAGE = "registry:user:manage"
    AUDIT_READ = "registry:audit:read"
    SEARCH_USE = "registry:search:use"


P = RegistryPermission

GRANTS: Grants = {
    "caseworker": frozenset({P.HOUSEHOLD_READ, P.CONSENT_RECORD, P.SEARCH_USE}),
    "supervisor": frozenset({P.HOUSEHOLD_READ, P.SEARCH_USE}),
    "township_reviewer": frozenset({P.HOUSEHOLD_READ, P.PERSON_REVEAL, P.IMPORT_READ, P.SEARCH_USE}),
    "county_officer": frozenset(
        {
            P.HOUSEHOLD_READ,
            P.HOUSEHOLD_EXPORT,
            P.PERSON_REVEAL,
            P.IMPORT_READ,
            P.IMPORT_STAGE,
            P.IMPORT_COMMIT,
            P.SEARCH_USE,
        }
    ),
    "auditor": frozenset({P.HOUSEHOLD_READ, P.IMPORT_READ, P.USER_READ, P.AUDIT_READ, P.SEARCH_USE}),
    "administrator": frozenset({P.USER_READ, P.USER_MANAGE, P.AUDIT_READ}),
    "household_member": frozenset({P.OWN_FILE_READ, P.OWN_CONSENT_CHANGE, P.SEARCH_USE}),
    "finance_officer": frozenset({P.SEARCH_USE}),
    "analyst": frozenset({P.SEARCH_USE}),
    "enterprise": frozenset({P.SEARCH_USE}),
    "producer": frozenset({P.SEARCH_USE}),
    "insurer": frozenset({P.SEARCH_USE}),
    "trainer": frozenset({P.SEARCH_USE}),
    "counsellor": frozenset({P.SEARCH_USE}),
    "assessor": frozenset({P.SEARCH_USE}),
}
