"""What development's operations report."""

from dataclasses import dataclass

from development.rules.words import AttendanceState


@dataclass(frozen=True, slots=True)
class CourseAdded:
    course_id: int


@dataclass(frozen=True, slots=True)
class SessionScheduled:
    session_id: int
    course_id: int


@dataclass(frozen=True, slots=True)
class PersonEnrolled:
    """`is_new` is False when the person was enrolled before."""

    attendance_id: int
    session_id: int
    person_id: int
    household_id: int
    is_new: bool


@dataclass(frozen=True, slots=True)
class AttendanceRecorded:
    """`changed` are the people whose mark changed; recording the same sheet again changes nobody's."""

    session_id: int
    attended: int
    absent: int
    changed: tuple[tuple[int, AttendanceState], ...]


@dataclass(frozen=True, slots=True)
class PagePublished:
    page_id: int
    slug: str


@dataclass(frozen=True, slots=True)
class PageWithdrawn:
    """`is_new` is False when the page was withdrawn before."""

    page_id: int
    is_new: bool
