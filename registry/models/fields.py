"""Further fields that a region defines."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Double, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from foundation.orm import Base, Id, RegionPath, code_list
from registry.rules.fields import FieldEntity, FieldKind


class ExtraField(Base):
    """What `registry.rules.fields.FieldDefinition` says, as a row; values stand in `extra` under the key.

    Rows are never deleted: values keep their meaning after the field is retired. `options` lists code, en and zh.
    """

    __tablename__ = "extra_field"
    __table_args__ = (UniqueConstraint("region_path", "key"), Index("ix_extra_field_key", "key"))

    id: Mapped[Id]
    key: Mapped[str] = mapped_column(String(40))
    entity: Mapped[FieldEntity] = mapped_column(code_list(FieldEntity))
    kind: Mapped[FieldKind] = mapped_column(code_list(FieldKind))
    question_en: Mapped[str] = mapped_column(String(200))
    question_zh: Mapped[str] = mapped_column(String(200))
    unit: Mapped[str] = mapped_column(String(20), server_default=text("''"))
    options: Mapped[list[dict[str, Any]]] = mapped_column(server_default=text("'[]'"))
    low: Mapped[float | None] = mapped_column(Double)
    high: Mapped[float | None] = mapped_column(Double)
    region_path: Mapped[RegionPath]
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    created_at: Mapped[datetime]
    created_by: Mapped[str] = mapped_column(String(120))
