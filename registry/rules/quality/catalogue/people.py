"""Facts of one member."""

from foundation.vault import NONCE_BYTES, VERSION
from foundation.wording import Worded, mark
from registry.rules.quality.catalogue.facts import PRESENT, Fact, Source
from registry.rules.quality.kinds import COUNT, DATE, YES_NO, Type, Unit, code, number
from registry.rules.words import (
    DisabilityKind,
    Health,
    LabourStatus,
    MaritalStatus,
    MedicalScheme,
    PensionScheme,
    Relation,
    Schooling,
    SchoolStatus,
    Sex,
)

NOT_FILLED = mark("The field is empty.")
TAG_BYTES = 16
SEAL_BYTES = len(VERSION) + NONCE_BYTES + TAG_BYTES
"""What encryption adds to a text: so its length is seen without reading it."""


class Degree(Worded):
    """Stages of higher education; the register's schooling ends with the first."""

    BACHELOR = "bachelor", mark("Bachelor")
    MASTER = "master", mark("Master")
    DOCTOR = "doctor", mark("Doctor")


def _column(name: str, title: str, kind: Type, column: str = "") -> Fact:
    read = f"p.{column or name}"
    sql = f"cast({read} as float8)" if kind.kind.value == "number" else read
    return Fact(name, title, kind, Source.PERSON, sql, NOT_FILLED)


def _twin(condition: str) -> str:
    """Return whether another present person of a household in the register meets a condition."""
    return (
        "exists (select 1 from {person} q join {household} g on g.id = q.household_id"
        " and (g.closed_on is null or g.closed_on > :as_of)"
        f" where {condition} and {PRESENT.format('q')})"
    )


PERSON_FACTS = (
    _column("relation", mark("Relation to the head"), code(Relation)),
    _column("sex", mark("Sex"), code(Sex)),
    _column("born_on", mark("Date of birth"), DATE),
    Fact(
        "age",
        mark("Age"),
        number(Unit.YEARS),
        Source.PERSON,
        "case when p.born_on <= :as_of then cast(date_part('year', age(:as_of, p.born_on)) as float8) end",
        mark("The date of birth lies after the day of the check."),
    ),
    _column("marital_status", mark("Marital status"), code(MaritalStatus)),
    _column("schooling", mark("Schooling"), code(Schooling)),
    Fact(
        "degree",
        mark("Degree studied for"),
        code(Degree),
        Source.NOWHERE,
        "",
        mark("The register records schooling up to tertiary, without the degree."),
    ),
    _column("school_status", mark("At school"), code(SchoolStatus)),
    _column("health", mark("Health"), code(Health)),
    _column("is_undernourished", mark("Is undernourished"), YES_NO),
    _column("disability_kind", mark("Kind of disability"), code(DisabilityKind)),
    Fact(
        "disability_grade",
        mark("Disability grade"),
        COUNT,
        Source.PERSON,
        "cast(coalesce(p.disability_grade, case when p.health <> 'disabled' then 0 end) as float8)",
        mark("No grade is recorded, and health is empty or says “disabled”. 0 is: not disabled."),
    ),
    Fact(
        "is_disabled",
        mark("Is disabled"),
        YES_NO,
        Source.PERSON,
        "(p.disability_grade is not null or p.health = 'disabled')",
        mark("Neither health nor a disability grade is recorded."),
    ),
    _column("labour_status", mark("Labour capacity"), code(LabourStatus)),
    _column("works_away", mark("Works away from home"), YES_NO),
    _column("monthly_wage", mark("Monthly wage"), number(Unit.YUAN_A_MONTH), "monthly_wage_minor"),
    Fact(
        "has_public_job",
        mark("Has a public-welfare job"),
        YES_NO,
        Source.PERSON,
        "coalesce(p.has_public_job, p.public_job_count > 0)",
        NOT_FILLED,
    ),
    Fact(
        "public_jobs",
        mark("Number of public-welfare jobs"),
        COUNT,
        Source.PERSON,
        "cast(coalesce(p.public_job_count, case when not p.has_public_job then 0 end) as float8)",
        mark("There is a public-welfare job or the field is empty, and no number is recorded."),
    ),
    _column("medical_scheme", mark("Medical insurance"), code(MedicalScheme)),
    _column("has_critical_illness_cover", mark("Has critical-illness cover"), YES_NO),
    _column("pension_scheme", mark("Pension insurance"), code(PensionScheme)),
    _column("joined_on", mark("Joined the household on"), DATE),
    _column("died_on", mark("Died on"), DATE),
    Fact(
        "id_number_length",
        mark("Length of the ID number"),
        COUNT,
        Source.PERSON,
        f"cast(octet_length(p.id_number) - {SEAL_BYTES} as float8)",
        mark("No ID number is recorded. The length is taken from the sealed number, which nobody opens for it."),
    ),
    Fact(
        "shares_id_number",
        mark("Another member in the register has the same ID number"),
        YES_NO,
        Source.PERSON,
        "case when p.id_number_index is not null then "
        + _twin("q.id_number_index = p.id_number_index and q.id <> p.id")
        + " end",
        mark("No ID number is recorded."),
    ),
    Fact(
        "worker_phone_in_other_household",
        mark("Works away, and somebody of another household who works away has the same telephone"),
        YES_NO,
        Source.PERSON,
        "(p.works_away and case when p.phone_index is not null then "
        + _twin("q.phone_index = p.phone_index and q.household_id <> p.household_id and q.works_away")
        + " end)",
        mark("No telephone is recorded, or not whether the member works away."),
    ),
    Fact(
        "worker_phone_in_other_county",
        mark("Works away, and somebody who works in another county has the same telephone"),
        YES_NO,
        Source.PERSON,
        "(p.works_away and case when p.phone_index is not null and p.work_region_code is not null then "
        + _twin(
            "q.phone_index = p.phone_index and q.id <> p.id and q.works_away"
            " and left(q.work_region_code, 6) <> left(p.work_region_code, 6)"
        )
        + " end)",
        mark("No telephone or place of work is recorded, or not whether the member works away."),
    ),
)
