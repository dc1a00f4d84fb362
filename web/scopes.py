"""What the scope of a token lends: one permission, if the token's owner has it."""

from marketplace.permissions import MarketplacePermission
from monitoring.permissions import MonitoringPermission
from registry.permissions import RegistryPermission
from registry.rules.api_tokens import ApiScope

OPENED = {
    ApiScope.REGISTER: RegistryPermission.HOUSEHOLD_READ,
    ApiScope.GRADES: MonitoringPermission.GRADE_READ,
    ApiScope.OFFERS: MarketplacePermission.OFFER_READ,
    ApiScope.STATISTICS: RegistryPermission.STATISTICS_READ,
}
