"""What may be done in development, and which role holds it by default."""

from foundation.permissions import Grants, Permission


class DevelopmentPermission(Permission):
    COURSE_READ = "development:course:read"
    COURSE_PLAN = "development:course:plan"
    PERSON_ENROL = "development:person:enrol"
    SESSION_LEAD = "development:session:lead"
    PAGE_READ = "development:page:read"
    PAGE_PUBLISH = "development:page:publish"


P = DevelopmentPermission

GRANTS: Grants = {
    "caseworker": frozenset({P.COURSE_READ, P.PERSON_ENROL}),
    "supervisor": frozenset({P.COURSE_READ}),
    "township_reviewer": frozenset({P.COURSE_READ}),
    "county_officer": frozenset({P.COURSE_READ, P.COURSE_PLAN, P.PAGE_READ, P.PAGE_PUBLISH}),
    "auditor": frozenset({P.COURSE_READ, P.PAGE_READ}),
    "trainer": frozenset({P.COURSE_READ, P.COURSE_PLAN, P.SESSION_LEAD}),
    "counsellor": frozenset({P.SESSION_LEAD}),
}
