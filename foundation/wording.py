"""Words that people read, written once in English where they are decided and translated on the web floor.

Below the web nothing knows a language. A rule marks its words with `mark`; the message extractor collects them, and the
web's `label` filter and error pages look the translation up.
"""

from enum import StrEnum
from typing import Self


def mark(text: str) -> str:
    """Return `text` unchanged; the call marks it for the message extractor."""
    return text


class Worded(StrEnum):
    """A code list whose members carry the English label that people read.

    Members are written `RED = "red", mark("Red")`: the value is stored, the label is translated and shown.
    """

    label: str

    def __new__(cls, value: str, label: str = "") -> Self:
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label or value
        return member
