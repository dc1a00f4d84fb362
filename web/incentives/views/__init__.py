"""Points: what people did, confirming it, the household's own page, the schedule."""

from web.incentives.views import entries, own, participation, schedule

__all__ = ["entries", "own", "participation", "schedule"]
