"""The declarative base of every table, with the naming convention and the column types that tables share."""

import re
from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated, Any

from sqlalchemy import BigInteger, DateTime, Dialect, Enum, Identity, LargeBinary, MetaData, String, TypeDecorator
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, mapped_column
from sqlalchemy.orm import registry as Registry  # noqa: N812 - the class is written small by its library

from foundation.vault import vault

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class AwareUTC(TypeDecorator[datetime]):
    """A moment: refuses naive datetimes on the way in, gives aware UTC on the way out."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is not None and value.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        return value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return value if value is None else value.astimezone(UTC)


class EncryptedText(TypeDecorator[str]):
    """Text that is encrypted at rest; look it up by a blind index column beside it."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> bytes | None:
        return None if value is None else vault().encrypt(value)

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> str | None:
        return None if value is None else vault().decrypt(bytes(value))


class Base(DeclarativeBase):
    """What every table of the house inherits."""

    # An explicit registry: Flask-SQLAlchemy copies the base's attributes, and a type map may stand only once.
    registry = Registry(
        metadata=MetaData(naming_convention=NAMES),
        type_annotation_map={
            datetime: AwareUTC,
            dict[str, Any]: JSONB,
            list[dict[str, Any]]: JSONB,
            int: BigInteger,
        },
    )
    metadata = registry.metadata


Id = Annotated[int, mapped_column(BigInteger, Identity(), primary_key=True)]
RegionPath = Annotated[str, mapped_column(String(120, collation="C"))]
"""A region's path such as `51.5107.510704.`: byte-ordered, so that a prefix is an index range."""


def code_list(words: type[StrEnum], name: str | None = None) -> Enum:
    """Return the column type that stores a code list's values as text, checked by the database.

    Args:
        name: the check constraint's name; needed when one table has two columns of the same list.
    """
    return Enum(
        words,
        native_enum=False,
        create_constraint=True,
        name=name or re.sub(r"(?<!^)(?=[A-Z])", "_", words.__name__).lower(),
        length=40,
        values_callable=lambda members: [member.value for member in members],
    )
