"""Field collection: what ODK Collect asks for, and the office's pages about it."""

from web.collection.views import conflicts, devices, forms, openrosa, own_form, submissions

__all__ = ["conflicts", "devices", "forms", "openrosa", "own_form", "submissions"]
