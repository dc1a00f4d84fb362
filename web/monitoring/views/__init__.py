"""Views of early warning."""

from web.monitoring import words
from web.monitoring.views import changes, cockpit, rounds, rules

__all__ = ["changes", "cockpit", "rounds", "rules", "words"]
