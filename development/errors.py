"""What can go wrong in development."""

from foundation.errors import Conflict, Invalid, NotFound
from foundation.wording import mark


class CourseNotFound(NotFound):
    message = mark("There is no such course, or it is not offered in your area.")


class SessionNotFound(NotFound):
    message = mark("There is no such session, or it is not yours.")


class PageNotFound(NotFound):
    message = mark("There is no such page.")


class BadCourse(Invalid):
    message = mark("This course cannot be planned.")


class SessionFull(Conflict):
    message = mark("All %(capacity)s places of this session are taken.")


class SessionOver(Conflict):
    message = mark("This session has already begun. Choose a later one.")


class SessionNotBegun(Conflict):
    message = mark("Attendance is recorded from the day of the session on.")


class NotEnrolled(Conflict):
    message = mark("Somebody on the sheet is not enrolled in this session. Open the sheet again.")


class NotOfferedThere(Conflict):
    message = mark("This course is not offered where the household lives.")


class HasLeft(Conflict):
    message = mark("This person has left the household.")


class BadPage(Invalid):
    message = mark("This page cannot be published.")


class AddressTaken(Conflict):
    message = mark("There is already a page at “%(slug)s”. Choose another address.")


class NotForPublic(Invalid):
    """The text shows what no public page may show."""

    message = mark("The text shows %(kind)s: “%(found)s”. Take it out; public pages never show it.")
