"""What is added up per household before any indicator is computed: one grouped read of each table.

Each source is read once, in the order of its index over the household, and grouped by household; the results are joined
by household. No sub-query runs per household. All numbers become double precision: sums of fen are whole numbers below
2^53, so they are exact and equal to the reference grader's.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Source:
    """A table that is grouped by household.

    Args:
        relation: the table and its alias.
        window: the condition that keeps the rows that count on the day.
        past_relation: what stands for the table, under the same alias, when the day lies in the past.
    """

    name: str
    relation: str
    window: str
    past_relation: str = ""


@dataclass(frozen=True, slots=True)
class FieldColumn:
    """A further field as a plain column of its own.

    Args:
        name: the column with its table's alias, as expressions write it.
        kind: its type in the snapshot.
        document_sql: how PostgreSQL reads it out of the document of further fields; null for a value that is not right.
    """

    name: str
    kind: str
    document_sql: str


@dataclass(frozen=True, slots=True)
class Aggregate:
    """A named value per household.

    Args:
        source: a grouped source, or `household` or `standing` for a column that is there already.
        sql: the expression inside the source.
        when_absent: its value for a household without any row in the source.
        fields: the further fields that the expression reads.
    """

    name: str
    source: str
    sql: str
    when_absent: str = "null"
    fields: tuple[FieldColumn, ...] = ()


_OF_PERSON = (
    "p.born_on, p.school_status, p.health, p.disability_grade, p.labour_status, p.medical_scheme,"
    " p.has_critical_illness_cover, p.extra"
)
# Whoever belongs to another household now is counted where they belonged then; what is known of them is today's.
_PEOPLE_THEN = f"""(select p.household_id, p.joined_on, p.left_on, {_OF_PERSON} from person p
    union all select m.household_id, m.joined_on, m.left_on, {_OF_PERSON}
    from membership m join person p on p.id = m.person_id where m.undone_at is null) p"""

SOURCES = (
    Source(
        "people",
        "person p",
        "p.born_on <= :as_of and (p.joined_on is null or p.joined_on <= :as_of)"
        " and (p.left_on is null or p.left_on > :as_of)",
        _PEOPLE_THEN,
    ),
    Source("earned", "income i", "i.received_on >= :window_start and i.received_on < :window_end"),
    Source(
        "spent",
        "spending s",
        "s.spent_on >= :window_start and s.spent_on < :window_end and s.kind <> 'production'",
    ),
    Source("struck", "life_event e", "e.happened_on >= :window_start and e.happened_on <= :as_of"),
)

_SIGNED = "sum(cast(case when i.source = 'business_cost' then -i.amount_minor else i.amount_minor end as float8))"
_EARNED = "i.source <> 'claims'"
_ABLE = "p.labour_status in ('ordinary', 'skilled', 'weak')"
_OF_LABOUR_AGE = "p.born_on <= :aged_16"
_SCHOOL_AGE = "p.born_on <= :aged_6 and p.born_on > :aged_16"


def _people(name: str, holds: str) -> Aggregate:
    return Aggregate(name, "people", f"count(*) filter (where {holds})", "0")


def _earned(name: str, source: str) -> Aggregate:
    amount = f"sum(cast(i.amount_minor as float8)) filter (where i.source = '{source}')"
    return Aggregate(name, "earned", f"coalesce({amount}, 0)", "0")


def _spent(name: str, kind: str) -> Aggregate:
    amount = f"sum(cast(s.amount_minor as float8)) filter (where s.kind = '{kind}')"
    return Aggregate(name, "spent", f"coalesce({amount}, 0)")


def _struck(name: str, kinds: str) -> Aggregate:
    return Aggregate(name, "struck", f"count(*) filter (where e.kind in ({kinds}))", "0")


ALL_AGGREGATES = (
    Aggregate("household_class", "household", "h.household_class"),
    Aggregate("civil_affairs_class", "household", "h.civil_affairs_class"),
    Aggregate("is_dwelling_safe", "household", "h.is_dwelling_safe"),
    Aggregate("is_water_safe", "household", "h.is_water_safe"),
    Aggregate("land_mu", "household", "cast(h.land_mu as float8)"),
    Aggregate("debt_minor", "household", "cast(h.debt_minor as float8)"),
    Aggregate("road_km", "household", "cast(h.road_km as float8)"),
    Aggregate("survey_age_days", "household", "cast(:as_of - h.surveyed_on as float8)"),
    Aggregate("case_state", "standing", "standing.case_state"),
    Aggregate("members", "people", "count(*)", "0"),
    _people("working_age", "p.born_on <= :aged_15 and p.born_on > :aged_65"),
    _people("able", f"{_ABLE} and {_OF_LABOUR_AGE}"),
    _people("labour_missing", f"p.labour_status is null and {_OF_LABOUR_AGE}"),
    _people("out_of_school", f"p.school_status = 'out' and {_SCHOOL_AGE}"),
    _people("school_missing", f"p.school_status is null and {_SCHOOL_AGE}"),
    _people("uninsured", "p.medical_scheme = 'none'"),
    _people("twice_insured", "p.medical_scheme = 'both'"),
    _people("medical_missing", "p.medical_scheme is null"),
    _people("without_critical_cover", "not p.has_critical_illness_cover"),
    _people("critical_cover_missing", "p.has_critical_illness_cover is null"),
    _people("seriously_ill", "p.health = 'serious'"),
    _people("health_missing", "p.health is null"),
    _people("severely_disabled", "p.disability_grade in (1, 2)"),
    _people("disability_missing", "p.disability_grade is null and (p.health is null or p.health = 'disabled')"),
    Aggregate("net_minor", "earned", f"{_SIGNED} filter (where {_EARNED})"),
    Aggregate("recent_minor", "earned", f"{_SIGNED} filter (where {_EARNED} and i.received_on >= :recent_start)"),
    Aggregate(
        "earlier_minor",
        "earned",
        f"{_SIGNED} filter (where {_EARNED} and i.received_on >= :earlier_start and i.received_on < :recent_start)",
    ),
    _earned("wage_minor", "wage"),
    _earned("cost_minor", "business_cost"),
    _earned("transfer_minor", "transfer"),
    _earned("claims_minor", "claims"),
    Aggregate("consumption_minor", "spent", "sum(cast(s.amount_minor as float8))"),
    _spent("food_minor", "food"),
    _spent("education_minor", "education"),
    _spent("medical_minor", "medical_self_paid"),
    Aggregate("shock_count", "struck", "count(*)", "0"),
    Aggregate("shock_cost_minor", "struck", "coalesce(sum(cast(e.cost_minor as float8)), 0)", "0"),
    Aggregate("cost_missing", "struck", "count(*) filter (where e.cost_minor is null)", "0"),
    _struck("disasters", "'natural_disaster', 'fire'"),
    _struck("accidents", "'accident', 'death'"),
    _struck("illnesses", "'illness'"),
    _struck("work_losses", "'job_loss'"),
    _struck("business_failures", "'business_failure'"),
)
AGGREGATES = {aggregate.name: aggregate for aggregate in ALL_AGGREGATES}
