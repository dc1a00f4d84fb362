"""Cells that hold a text or a number that identifies: keys, names, ID, telephone and account numbers."""

import re
from collections.abc import Callable

from registry.rules.imports.field_kinds import Field, FieldKind
from registry.rules.imports.issues import IssueCode, Remark
from registry.rules.imports.text import half_width, tidy_name, to_copy

_SHORTENED_CODE = re.compile(r"\d(?:\.\d+)?E\+\d+", re.ASCII | re.IGNORECASE)
_MOBILE = re.compile(r"1\d{10}", re.ASCII)
_COUNTRY_CODE = re.compile(r"(?:\+|00)86")
_ACCOUNT = re.compile(r"\d{8,30}", re.ASCII)
_GROUPED = str.maketrans("", "", " -")
Read = Callable[[str], str]


def _key_reader(field: Field) -> Read:
    def read(text: str) -> str:
        key = half_width(text).lstrip("'")
        if _SHORTENED_CODE.fullmatch(key):
            return Remark(IssueCode.NUMBER_ROUNDED, value=text)
        return _fitting(key, field)

    return read


def _text_reader(field: Field) -> Read:
    return lambda text: _fitting(text, field)


def _name_reader(field: Field) -> Read:
    return lambda text: _fitting(tidy_name(text), field)


def _id_reader(_field: Field) -> Read:
    def read(text: str) -> str:
        number = half_width(text).lstrip("'").replace(" ", "").upper()
        return Remark(IssueCode.NUMBER_ROUNDED, value=text) if _SHORTENED_CODE.fullmatch(number) else to_copy(number)

    return read


def _phone_reader(_field: Field) -> Read:
    def read(text: str) -> str:
        digits = half_width(text).lstrip("'").translate(_GROUPED)
        digits = _COUNTRY_CODE.sub("", digits, count=1) if digits[:2] in {"+8", "00"} else digits
        return digits if _MOBILE.fullmatch(digits) else Remark(IssueCode.PHONE_SHAPE)

    return read


def _account_reader(_field: Field) -> Read:
    def read(text: str) -> str:
        digits = half_width(text).lstrip("'").translate(_GROUPED)
        if _SHORTENED_CODE.fullmatch(digits):
            return Remark(IssueCode.NUMBER_ROUNDED, value=text)
        return digits if _ACCOUNT.fullmatch(digits) else Remark(IssueCode.ACCOUNT_SHAPE, length=len(digits))

    return read


def _fitting(text: str, field: Field) -> str:
    if len(text) > field.length:
        return Remark(IssueCode.TOO_LONG, length=len(text), limit=field.length)
    return to_copy(text)


PLAIN_READERS: dict[FieldKind, Callable[[Field], Read]] = {
    FieldKind.KEY: _key_reader,
    FieldKind.TEXT: _text_reader,
    FieldKind.NAME: _name_reader,
    FieldKind.ID_NUMBER: _id_reader,
    FieldKind.CERTIFICATE: _id_reader,
    FieldKind.PHONE: _phone_reader,
    FieldKind.ACCOUNT: _account_reader,
}
