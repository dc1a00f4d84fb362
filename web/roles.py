"""The default roles: for each the permissions that the rooms grant it, and its name for people."""

import casework.permissions
import development.permissions
import incentives.permissions
import insurance.permissions
import ledger.permissions
import marketplace.permissions
import monitoring.permissions
import registry.permissions
from foundation.permissions import Grants, Permission
from foundation.wording import Worded, mark

ROOM_GRANTS: tuple[Grants, ...] = (
    registry.permissions.GRANTS,
    ledger.permissions.GRANTS,
    monitoring.permissions.GRANTS,
    casework.permissions.GRANTS,
    development.permissions.GRANTS,
    insurance.permissions.GRANTS,
    marketplace.permissions.GRANTS,
    incentives.permissions.GRANTS,
)


class RoleName(Worded):
    """The kinds of user."""

    CASEWORKER = "caseworker", mark("Caseworker")
    TOWNSHIP_REVIEWER = "township_reviewer", mark("Township reviewer")
    COUNTY_OFFICER = "county_officer", mark("County officer")
    SUPERVISOR = "supervisor", mark("Supervisor")
    FINANCE_OFFICER = "finance_officer", mark("Finance officer")
    AUDITOR = "auditor", mark("Auditor")
    ANALYST = "analyst", mark("Analyst")
    ADMINISTRATOR = "administrator", mark("Administrator")
    HOUSEHOLD_MEMBER = "household_member", mark("Household member")
    ENTERPRISE = "enterprise", mark("Enterprise")
    PRODUCER = "producer", mark("Local producer")
    INSURER = "insurer", mark("Insurer")
    TRAINER = "trainer", mark("Trainer")
    COUNSELLOR = "counsellor", mark("Counsellor")
    ASSESSOR = "assessor", mark("Third-party assessor")


OFFICE_ROLES = frozenset(
    {
        RoleName.CASEWORKER,
        RoleName.TOWNSHIP_REVIEWER,
        RoleName.COUNTY_OFFICER,
        RoleName.SUPERVISOR,
        RoleName.FINANCE_OFFICER,
        RoleName.AUDITOR,
        RoleName.ANALYST,
        RoleName.ADMINISTRATOR,
        RoleName.COUNSELLOR,
    }
)
"""Staff, who must use a second factor."""


def all_grants() -> dict[str, frozenset[Permission]]:
    """Return every default role with all it may do.

    Raises: ValueError when a room grants to a role that is not in RoleName.
    """
    unknown = {role for grants in ROOM_GRANTS for role in grants} - {role.value for role in RoleName}
    if unknown:
        raise ValueError(f"permissions are granted to roles that do not exist: {sorted(unknown)}")
    empty: frozenset[Permission] = frozenset()
    return {role.value: empty.union(*(grants.get(role.value, empty) for grants in ROOM_GRANTS)) for role in RoleName}
