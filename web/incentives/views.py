"""Views of this slice."""
