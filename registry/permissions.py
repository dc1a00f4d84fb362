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
    DESK_READ = "registry:desk:read"
    HOUSEHOLD_EDIT = "registry:household:edit"
    HOUSEHOLD_RESTRUCTURE = "registry:household:restructure"
    REGION_READ = "registry:region:read"
    REGION_CHANGE = "registry:region:change"
    FIELD_READ = "registry:field:read"
    FIELD_DEFINE = "registry:field:define"
    PROFILE_READ = "registry:profile:read"
    PROFILE_EDIT = "registry:profile:edit"
    IMPORT_UNDO = "registry:import:undo"
    FORM_READ = "registry:form:read"
    FORM_PUBLISH = "registry:form:publish"
    DEVICE_MANAGE = "registry:device:manage"
    SUBMISSION_READ = "registry:submission:read"
    SUBMISSION_DECIDE = "registry:submission:decide"
    LINK_READ = "registry:link:read"
    LINK_RUN = "registry:link:run"
    LINK_DECIDE = "registry:link:decide"
    QUALITY_READ = "registry:quality:read"
    QUALITY_RUN = "registry:quality:run"
    QUALITY_EXCEPT = "registry:quality:except"
    STATISTICS_READ = "registry:statistics:read"
    STATISTICS_EXPORT = "registry:statistics:export"
    SHAPE_LOAD = "registry:shape:load"
    STATISTICS_FREEZE = "registry:statistics:freeze"
    POSTING_READ = "registry:posting:read"
    POSTING_PREPARE = "registry:posting:prepare"
    POSTING_PUBLISH = "registry:posting:publish"
    SUBJECT_EXPORT = "registry:subject:export"
    OWN_FILE_EXPORT = "registry:own_file:export"
    CORRECTION_ASK = "registry:correction:ask"
    CORRECTION_DECIDE = "registry:correction:decide"
    RETENTION_READ = "registry:retention:read"
    RETENTION_RUN = "registry:retention:run"
    SUBSCRIPTION_MANAGE = "registry:subscription:manage"
    TOKEN_MAKE = "registry:token:make"  # noqa: S105 - the name of a permission
    TOKEN_MANAGE = "registry:token:manage"  # noqa: S105 - the name of a permission


P = RegistryPermission

GRANTS: Grants = {
    "caseworker": frozenset(
        {
            P.HOUSEHOLD_READ,
            P.DESK_READ,
            P.HOUSEHOLD_EDIT,
            P.CONSENT_RECORD,
            P.SEARCH_USE,
            P.QUALITY_READ,
        }
    ),
    "supervisor": frozenset({P.HOUSEHOLD_READ, P.DESK_READ, P.SEARCH_USE, P.QUALITY_READ, P.STATISTICS_READ}),
    "township_reviewer": frozenset(
        {
            P.HOUSEHOLD_READ,
            P.DESK_READ,
            P.HOUSEHOLD_EDIT,
            P.HOUSEHOLD_RESTRUCTURE,
            P.PERSON_REVEAL,
            P.IMPORT_READ,
            P.SEARCH_USE,
            P.REGION_READ,
            P.FIELD_READ,
            P.FORM_READ,
            P.SUBMISSION_READ,
            P.SUBMISSION_DECIDE,
            P.LINK_READ,
            P.LINK_DECIDE,
            P.QUALITY_READ,
            P.QUALITY_EXCEPT,
            P.STATISTICS_READ,
            P.POSTING_READ,
            P.POSTING_PREPARE,
            P.CORRECTION_DECIDE,
        }
    ),
    "county_officer": frozenset(
        {
            P.HOUSEHOLD_READ,
            P.DESK_READ,
            P.HOUSEHOLD_EDIT,
            P.HOUSEHOLD_RESTRUCTURE,
            P.HOUSEHOLD_EXPORT,
            P.PERSON_REVEAL,
            P.IMPORT_READ,
            P.IMPORT_STAGE,
            P.IMPORT_COMMIT,
            P.IMPORT_UNDO,
            P.SEARCH_USE,
            P.REGION_READ,
            P.REGION_CHANGE,
            P.FIELD_READ,
            P.FIELD_DEFINE,
            P.PROFILE_READ,
            P.PROFILE_EDIT,
            P.FORM_READ,
            P.FORM_PUBLISH,
            P.DEVICE_MANAGE,
            P.SUBMISSION_READ,
            P.SUBMISSION_DECIDE,
            P.LINK_READ,
            P.LINK_RUN,
            P.LINK_DECIDE,
            P.QUALITY_READ,
            P.QUALITY_RUN,
            P.QUALITY_EXCEPT,
            P.STATISTICS_READ,
            P.STATISTICS_EXPORT,
            P.SHAPE_LOAD,
            P.STATISTICS_FREEZE,
            P.POSTING_READ,
            P.POSTING_PREPARE,
            P.POSTING_PUBLISH,
            P.SUBJECT_EXPORT,
            P.CORRECTION_DECIDE,
            P.SUBSCRIPTION_MANAGE,
            P.TOKEN_MAKE,
        }
    ),
    "auditor": frozenset(
        {
            P.HOUSEHOLD_READ,
            P.DESK_READ,
            P.IMPORT_READ,
            P.USER_READ,
            P.AUDIT_READ,
            P.SEARCH_USE,
            P.REGION_READ,
            P.FIELD_READ,
            P.PROFILE_READ,
            P.FORM_READ,
            P.SUBMISSION_READ,
            P.LINK_READ,
            P.QUALITY_READ,
            P.STATISTICS_READ,
            P.POSTING_READ,
            P.RETENTION_READ,
        }
    ),
    "administrator": frozenset(
        {
            P.USER_READ,
            P.USER_MANAGE,
            P.AUDIT_READ,
            P.DESK_READ,
            P.REGION_READ,
            P.RETENTION_READ,
            P.RETENTION_RUN,
            P.TOKEN_MANAGE,
        }
    ),
    "household_member": frozenset(
        {P.OWN_FILE_READ, P.OWN_FILE_EXPORT, P.OWN_CONSENT_CHANGE, P.CORRECTION_ASK, P.SEARCH_USE}
    ),
    "finance_officer": frozenset({P.SEARCH_USE, P.STATISTICS_READ}),
    "analyst": frozenset(
        {
            P.TOKEN_MAKE,
            P.SEARCH_USE,
            P.FIELD_READ,
            P.STATISTICS_READ,
            P.STATISTICS_EXPORT,
            P.STATISTICS_FREEZE,
        }
    ),
    "enterprise": frozenset({P.TOKEN_MAKE, P.SEARCH_USE}),
    "producer": frozenset({P.TOKEN_MAKE, P.SEARCH_USE}),
    "insurer": frozenset({P.TOKEN_MAKE, P.SEARCH_USE}),
    "trainer": frozenset({P.SEARCH_USE}),
    "counsellor": frozenset({P.SEARCH_USE}),
    "assessor": frozenset({P.SEARCH_USE}),
}
