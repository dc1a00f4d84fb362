"""Views of casework, one file for each thing."""

from web.casework.views import assignments, cases, deciding, leads, measures, pairing, proposals, today, visits

__all__ = ["assignments", "cases", "deciding", "leads", "measures", "pairing", "proposals", "today", "visits"]
