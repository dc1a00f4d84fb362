"""Record linkage: runs, the pairs they found, what people decided, and merges that can be undone.

A pair belongs to two people, so it has no household of its own: whoever may see both people's households may see it,
and queries join them (`registry.queries.linkage.pairs`).
"""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, SmallInteger, String, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from foundation.orm import Base, EncryptedText, Id, RegionPath, code_list
from registry.rules.linkage.words import (
    Certainty,
    ClearedFor,
    LinkRunKind,
    LinkRunState,
    LinkStep,
    PairState,
    Verdict,
)

HAS_RIGHT = text("right_id is not null")
HAS_RECORD = text("record_id is not null")


class LinkRun(Base):
    """People held against one another once.

    Args:
        scope_path: the region whose register is looked at.
        since: only people whose household changed from this moment on are held against the others.
        source_name: the file's name, of a run of a file.
        settings: the version of the weights, the thresholds and the limits it was made with.
        counts: people, pairs likely and possible, new, decided before, cleared.
        stopped: why the circuit breaker stopped it, with the numbers.
    """

    __tablename__ = "link_run"
    __table_args__ = (Index("ix_link_run_started_at", "started_at"),)

    id: Mapped[Id]
    kind: Mapped[LinkRunKind] = mapped_column(code_list(LinkRunKind))
    state: Mapped[LinkRunState] = mapped_column(code_list(LinkRunState))
    step: Mapped[LinkStep | None] = mapped_column(code_list(LinkStep))
    scope_path: Mapped[RegionPath]
    since: Mapped[datetime | None]
    import_run_id: Mapped[int | None] = mapped_column(ForeignKey("import_run.id"), unique=True)
    source_name: Mapped[str | None] = mapped_column(String(200))
    settings: Mapped[dict[str, Any]] = mapped_column(server_default="{}")
    counts: Mapped[dict[str, Any]] = mapped_column(server_default="{}")
    stopped: Mapped[dict[str, Any] | None]
    started_at: Mapped[datetime]
    started_by_id: Mapped[int | None]
    started_by: Mapped[str] = mapped_column(String(120))
    finished_at: Mapped[datetime | None]


class LinkRecord(Base):
    """A row of a file that was held against the register; kept, encrypted, only while a pair of it is.

    Args:
        record_key: what the file calls the row.
        region_path: the place of the row's village, where the register knows that village.
        sealed: name, sex, birth, numbers, village and family as JSON.
    """

    __tablename__ = "link_record"
    __table_args__ = (UniqueConstraint("run_id", "record_key"),)

    id: Mapped[Id]
    run_id: Mapped[int] = mapped_column(ForeignKey("link_run.id"))
    record_key: Mapped[str] = mapped_column(String(80))
    region_path: Mapped[RegionPath | None]
    sealed: Mapped[str] = mapped_column(EncryptedText)


class LinkPair(Base):
    """Two records that may be one person: two people of the register, or one and a row of a file.

    Args:
        left_id, right_id: people of the register, the lower number left; a row of a file stands right, as `record_id`.
        weight: hundredths of a bit, with the prior.
        prior: the prior's weight in hundredths of a bit, with which the pair is weighed again.
        reasons: each comparison with its level and its weight; nothing that identifies.
        run_id, last_run_id: the run that found it first, and the last that found it.
    """

    __tablename__ = "link_pair"
    __table_args__ = (
        Index("uq_link_pair_people", "left_id", "right_id", unique=True, postgresql_where=HAS_RIGHT),
        Index("uq_link_pair_record", "left_id", "record_id", unique=True, postgresql_where=HAS_RECORD),
        Index("ix_link_pair_left_id", "left_id"),
        Index("ix_link_pair_right_id", "right_id"),
        Index("ix_link_pair_undecided", "weight", "id", postgresql_where=text("state in ('open', 'unsure')")),
        Index("ix_link_pair_run_id", "run_id"),
        Index("ix_link_pair_record_id", "record_id"),
    )

    id: Mapped[Id]
    left_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    right_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    record_id: Mapped[int | None] = mapped_column(ForeignKey("link_record.id"))
    state: Mapped[PairState] = mapped_column(code_list(PairState))
    certainty: Mapped[Certainty] = mapped_column(code_list(Certainty))
    weight: Mapped[int] = mapped_column(SmallInteger)
    prior: Mapped[int] = mapped_column(SmallInteger)
    reasons: Mapped[list[dict[str, Any]]]
    run_id: Mapped[int] = mapped_column(ForeignKey("link_run.id"))
    last_run_id: Mapped[int] = mapped_column(ForeignKey("link_run.id"))
    found_at: Mapped[datetime]
    checked_at: Mapped[datetime]
    cleared_for: Mapped[ClearedFor | None] = mapped_column(code_list(ClearedFor))


class LinkDecision(Base):
    """What somebody decided about a pair. It is never deleted; undoing it says who did and when.

    A pair goes with its people when an import is taken back, unless it was decided: a decision holds both.
    """

    __tablename__ = "link_decision"
    __table_args__ = (
        Index("ix_link_decision_pair_id", "pair_id"),
        Index("ix_link_decision_decided_at", "decided_at"),
        Index("uq_link_decision_standing", "pair_id", unique=True, postgresql_where=text("undone_at is null")),
    )

    id: Mapped[Id]
    pair_id: Mapped[int] = mapped_column(ForeignKey("link_pair.id"))
    verdict: Mapped[Verdict] = mapped_column(code_list(Verdict))
    reason: Mapped[str] = mapped_column(String(400), default="", server_default="")
    weight: Mapped[int] = mapped_column(SmallInteger)
    decided_at: Mapped[datetime]
    decided_by_id: Mapped[int | None]
    decided_by: Mapped[str] = mapped_column(String(120))
    undone_at: Mapped[datetime | None]
    undone_by: Mapped[str | None] = mapped_column(String(120))
    undo_reason: Mapped[str | None] = mapped_column(String(400))


class PersonMerge(Base):
    """Two records of one person made one: `merged_id` left, merged into `kept_id`.

    Args:
        fields: those in which the kept record took the other's value.
        before: the kept record's values before, and what the merge wrote, as JSON; it holds ID numbers.
    """

    __tablename__ = "person_merge"
    __table_args__ = (
        Index("ix_person_merge_kept_id", "kept_id"),
        Index("uq_person_merge_merged_id", "merged_id", unique=True, postgresql_where=text("undone_at is null")),
    )

    id: Mapped[Id]
    decision_id: Mapped[int] = mapped_column(ForeignKey("link_decision.id"))
    kept_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    merged_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    fields: Mapped[list[str]] = mapped_column(ARRAY(String(60)), server_default="{}")
    before: Mapped[str] = mapped_column(EncryptedText)
    merged_at: Mapped[datetime]
    merged_by_id: Mapped[int | None]
    merged_by: Mapped[str] = mapped_column(String(120))
    undone_at: Mapped[datetime | None]
    undone_by: Mapped[str | None] = mapped_column(String(120))
