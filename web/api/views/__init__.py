"""Regions, households, grades, offers and statistics, and the document that describes them."""

from web.api.views import description, grades, households, offers, statistics

__all__ = ["description", "grades", "households", "offers", "statistics"]
