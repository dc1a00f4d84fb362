"""Courses, sessions and attendance; pages for everybody."""

from web.development.views import courses, enrolment, pages, sessions

__all__ = ["courses", "enrolment", "pages", "sessions"]
