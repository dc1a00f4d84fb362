"""Pages for everybody."""

from web.public.views import front

__all__ = ["front"]
