"""What may be done in insurance, and which role holds it by default."""

from foundation.permissions import Grants, Permission


class InsurancePermission(Permission):
    PRODUCT_READ = "insurance:product:read"
    PRODUCT_PUBLISH = "insurance:product:publish"
    COVER_READ = "insurance:cover:read"
    COVER_APPLY = "insurance:cover:apply"
    COVER_WITHDRAW = "insurance:cover:withdraw"
    COVER_DECIDE = "insurance:cover:decide"
    SHARE_RECORD = "insurance:share:record"


P = InsurancePermission
READING = frozenset({P.PRODUCT_READ, P.COVER_READ})

GRANTS: Grants = {
    "caseworker": READING | {P.COVER_APPLY, P.COVER_WITHDRAW},
    "supervisor": READING,
    "township_reviewer": READING,
    "county_officer": READING,
    "finance_officer": READING | {P.SHARE_RECORD},
    "auditor": READING,
    "insurer": READING | {P.PRODUCT_PUBLISH, P.COVER_DECIDE, P.SHARE_RECORD},
    "household_member": frozenset({P.COVER_READ, P.COVER_WITHDRAW}),
}
