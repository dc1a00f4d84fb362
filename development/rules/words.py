"""Code lists of development.

Source: docs/methods.md, Labour, jobs, training, start-up.
"""

from foundation.wording import Worded, mark


class Skill(Worded):
    """What a course teaches."""

    CROPS = "crops", mark("Growing crops")
    LIVESTOCK = "livestock", mark("Raising animals")
    CRAFT = "craft", mark("Handicraft")
    CATERING = "catering", mark("Catering")
    CARE = "care", mark("Care work and housekeeping")
    CONSTRUCTION = "construction", mark("Building trades")
    MACHINERY = "machinery", mark("Driving and machinery")
    SELLING = "selling", mark("Selling online")
    BUSINESS = "business", mark("Running a small business")
    WORK_LIFE = "work_life", mark("Getting on at work")


class AttendanceState(Worded):
    ENROLLED = "enrolled", mark("Enrolled")
    ATTENDED = "attended", mark("Was there")
    ABSENT = "absent", mark("Was absent")


class PageKind(Worded):
    NOTICE = "notice", mark("Notice")
    POLICY = "policy", mark("Policy")
    STORY = "story", mark("Story")


class ForbiddenKind(Worded):
    """What a public page must never show."""

    ID_NUMBER = "id_number", mark("an identity number")
    PHONE = "phone", mark("a mobile phone number")
    CARD_NUMBER = "card_number", mark("a bank card or account number")
