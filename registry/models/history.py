"""How families changed: the memberships that are over, and every split, merge, move, birth, death and marriage."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, String, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from foundation.orm import Base, Id, RegionPath, code_list
from registry.models.households import household_key
from registry.rules.changes import ChangeKind
from registry.rules.words import Relation


class Membership(Base):
    """A time during which a person belonged to a household and that is over, because they belong elsewhere now.

    The latest membership of everybody stands in `person` (`household_id`, `joined_on`, `left_on`); a trigger files it
    here when somebody is put into another household, or comes back after leaving. So whoever writes `person` keeps the
    history, and the register as it is needs no look at this table.

    Args:
        code, relation: the member number and the relation to the head at the end.
        joined_on: None, since before the register knows.
        left_on: the first day on which they no longer belonged; the same day as `joined_on` means never.
        undone_at: the change that ended it was taken back, so the membership never ended and is in `person` again.
    """

    __tablename__ = "membership"
    __table_args__ = (
        household_key(),
        Index("ix_membership_household_id", "household_id"),
        Index("ix_membership_person_id", "person_id"),
    )

    id: Mapped[Id]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    household_id: Mapped[int]
    region_path: Mapped[RegionPath]
    code: Mapped[str] = mapped_column(String(40))
    relation: Mapped[Relation] = mapped_column(code_list(Relation))
    joined_on: Mapped[date | None]
    left_on: Mapped[date]
    undone_at: Mapped[datetime | None]


class HouseholdChange(Base):
    """A change of a family: what happened, to whom, on which day, who wrote it down and why.

    Args:
        household_id: the household on whose page it was recorded.
        other_household_id: the household founded by a split, taken in by a merge, or come from or gone to.
        person_ids: the people who were moved, born, married or who died.
        detail: what the page says of it beyond that; never a number that identifies.
        undone_at: it was taken back, because it had been recorded in error.
    """

    __tablename__ = "household_change"
    __table_args__ = (
        household_key(),
        Index("ix_household_change_household_id", "household_id", "happened_on"),
        Index("ix_household_change_other_household_id", "other_household_id"),
        Index("ix_household_change_person_ids", "person_ids", postgresql_using="gin"),
    )

    id: Mapped[Id]
    household_id: Mapped[int]
    region_path: Mapped[RegionPath]
    kind: Mapped[ChangeKind] = mapped_column(code_list(ChangeKind))
    happened_on: Mapped[date]
    other_household_id: Mapped[int | None] = mapped_column(ForeignKey("household.id"))
    person_ids: Mapped[list[int]] = mapped_column(ARRAY(BigInteger), server_default="{}")
    reason: Mapped[str] = mapped_column(String(400), default="", server_default=text("''"))
    detail: Mapped[dict[str, Any]] = mapped_column(server_default="{}")
    recorded_at: Mapped[datetime]
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("app_user.id"))
    recorded_by: Mapped[str] = mapped_column(String(120))
    undone_at: Mapped[datetime | None]
    undone_by: Mapped[str | None] = mapped_column(String(120))
    undo_reason: Mapped[str | None] = mapped_column(String(400))
