"""What may be done in the early-warning room, and which role may do it."""

from foundation.permissions import Grants, Permission


class MonitoringPermission(Permission):
    GRADE_READ = "monitoring:grade:read"
    GRADE_EXPORT = "monitoring:grade:export"
    CHANGE_READ = "monitoring:change:read"
    COCKPIT_READ = "monitoring:cockpit:read"
    ROUND_READ = "monitoring:round:read"
    ROUND_START = "monitoring:round:start"
    ROUND_REMOVE = "monitoring:round:remove"
    RULESET_READ = "monitoring:ruleset:read"


_P = MonitoringPermission
_READ = frozenset({_P.GRADE_READ, _P.CHANGE_READ, _P.COCKPIT_READ, _P.ROUND_READ, _P.RULESET_READ})

# A household's colour is for those who must act on it. Analysts see counts and rules, never a family's grade; the
# household itself is told what help is under way, not which colour it has.
GRANTS: Grants = {
    "caseworker": frozenset({_P.GRADE_READ, _P.RULESET_READ}),
    "township_reviewer": _READ,
    "county_officer": _READ | {_P.GRADE_EXPORT, _P.ROUND_START, _P.ROUND_REMOVE},
    "supervisor": _READ,
    "auditor": _READ,
    "analyst": frozenset({_P.COCKPIT_READ, _P.ROUND_READ, _P.RULESET_READ}),
}
