"""Products, applications for cover, and applying in a household's name."""

from web.insurance.views import applications, applying, decisions, home, products

__all__ = ["applications", "applying", "decisions", "home", "products"]
