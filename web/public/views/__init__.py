"""Pages for everybody."""

from web.public.views import front, pages

__all__ = ["front", "pages"]
