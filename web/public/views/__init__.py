"""Pages for everybody."""

from web.public.views import front, pages, postings

__all__ = ["front", "pages", "postings"]
