"""What may be done on the market and with offers of help, and which role holds it by default."""

from foundation.permissions import Grants, Permission


class MarketplacePermission(Permission):
    OFFER_READ = "marketplace:offer:read"
    OFFER_BROWSE = "marketplace:offer:browse"
    OWN_OFFER_POST = "marketplace:own_offer:post"
    REQUEST_READ = "marketplace:request:read"
    REQUEST_MAKE = "marketplace:request:make"
    REQUEST_ANSWER = "marketplace:request:answer"
    OWN_LISTING_MANAGE = "marketplace:own_listing:manage"
    LISTING_RECOMMEND = "marketplace:listing:recommend"
    COUNTY_ADMIT = "marketplace:county:admit"
    DONATION_READ = "marketplace:donation:read"
    DONATION_GIVE = "marketplace:donation:give"


P = MarketplacePermission
BROWSING = frozenset({P.OFFER_READ, P.OFFER_BROWSE, P.REQUEST_READ})
GIVING = frozenset({P.DONATION_READ, P.DONATION_GIVE})

GRANTS: Grants = {
    "caseworker": BROWSING | {P.REQUEST_MAKE},
    "supervisor": BROWSING,
    "township_reviewer": BROWSING,
    "county_officer": BROWSING | {P.LISTING_RECOMMEND, P.DONATION_READ},
    "auditor": BROWSING | {P.DONATION_READ},
    "finance_officer": frozenset({P.DONATION_READ}),
    "administrator": frozenset({P.COUNTY_ADMIT}),
    "enterprise": GIVING | {P.OFFER_READ, P.OWN_OFFER_POST, P.REQUEST_READ, P.REQUEST_ANSWER},
    "producer": GIVING | {P.OWN_LISTING_MANAGE},
}
