"""The world every test lives in: a county of two townships and four villages, a fixed cast, a handful of households."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from argon2 import PasswordHasher
from sqlalchemy import insert, select

from foundation.actor import Actor, system_actor
from foundation.unit_of_work import UnitOfWork
from foundation.vault import vault
from registry.models import Household, Income, Person, Spending, StaffProfile
from registry.operations.regions import RegionLine, load_regions
from registry.operations.standing import start_standing
from registry.operations.users import NewUser, add_organisation, add_user, sync_roles
from registry.queries.users import find_signed_in_user, find_user_by_login
from registry.rules.words import OrganisationKind, RegionLevel
from web.roles import all_grants

NOW = datetime(2026, 6, 15, 2, 0, tzinfo=UTC)
TODAY = date(2026, 6, 15)
PASSWORD = "a-long-test-password"
HASHER = PasswordHasher(memory_cost=8, time_cost=1, parallelism=1)

COUNTY = "36.3601.360121."
TOWNSHIP_A = COUNTY + "360121100."
TOWNSHIP_B = COUNTY + "360121101."
VILLAGE_A = TOWNSHIP_A + "360121100201."
VILLAGE_A2 = TOWNSHIP_A + "360121100202."
VILLAGE_B = TOWNSHIP_B + "360121101201."
VILLAGE_B2 = TOWNSHIP_B + "360121101202."

REGIONS = (
    RegionLine("36", "江西省", RegionLevel.PROVINCE, None, "Jiangxi"),
    RegionLine("3601", "南昌市", RegionLevel.PREFECTURE, "36"),
    RegionLine("360121", "试验县", RegionLevel.COUNTY, "3601"),
    RegionLine("360121100", "甲镇", RegionLevel.TOWNSHIP, "360121", None, 28.55, 115.90),
    RegionLine("360121101", "乙镇", RegionLevel.TOWNSHIP, "360121", None, 28.60, 116.00),
    RegionLine("360121100201", "甲一村", RegionLevel.VILLAGE, "360121100", None, 28.551, 115.901),
    RegionLine("360121100202", "甲二村", RegionLevel.VILLAGE, "360121100", None, 28.560, 115.910),
    RegionLine("360121101201", "乙一村", RegionLevel.VILLAGE, "360121101", None, 28.601, 116.001),
    RegionLine("360121101202", "乙二村", RegionLevel.VILLAGE, "360121101", None, 28.610, 116.010),
)
# login, role, area, organisation, household code
CAST = (
    ("caseworker", "caseworker", VILLAGE_A, None, None),
    ("other_caseworker", "caseworker", VILLAGE_B, None, None),
    ("township_reviewer", "township_reviewer", TOWNSHIP_A, None, None),
    ("county_officer", "county_officer", COUNTY, None, None),
    ("supervisor", "supervisor", COUNTY, None, None),
    ("finance_officer", "finance_officer", COUNTY, None, None),
    ("auditor", "auditor", COUNTY, None, None),
    ("analyst", "analyst", COUNTY, None, None),
    ("administrator", "administrator", COUNTY, None, None),
    ("enterprise", "enterprise", None, "enterprise", None),
    ("producer", "producer", None, "producer", None),
    ("insurer", "insurer", None, "insurer", None),
    ("trainer", "trainer", None, "training", None),
    ("counsellor", "counsellor", COUNTY, None, None),
    ("assessor", "assessor", None, "assessor", None),
    ("household_member", "household_member", None, None, "A-001"),
)
HOUSEHOLDS = (
    ("A-001", VILLAGE_A, "陈桂英", "female"),
    ("A-002", VILLAGE_A, "刘建国", "male"),
    ("A-003", VILLAGE_A2, "黄秀兰", "female"),
    ("B-001", VILLAGE_B, "周志强", "male"),
    ("B-002", VILLAGE_B2, "吴美华", "female"),
)


@dataclass
class World:
    """What a test may refer to by name."""

    users: dict[str, int] = field(default_factory=dict)
    households: dict[str, int] = field(default_factory=dict)
    heads: dict[str, int] = field(default_factory=dict)
    organisations: dict[str, int] = field(default_factory=dict)

    def actor(self, unit: UnitOfWork, login: str) -> Actor:
        """Return the actor of one of the cast, as a log-in would make it."""
        found = find_signed_in_user(unit, self.users[login])
        assert found is not None
        return found.actor


def build_world(unit: UnitOfWork) -> World:
    """Fill an empty, migrated database."""
    unit.actor = system_actor("builder")
    world = World()
    sync_roles(unit, all_grants())
    load_regions(unit, REGIONS)
    for kind in ("enterprise", "producer", "insurer", "training", "assessor"):
        organisation = add_organisation(
            unit, kind=OrganisationKind(kind), name=f"测试{kind}", region_path=COUNTY, contact="0791-0000000"
        )
        world.organisations[kind] = organisation.id
    for code, path, name, sex in HOUSEHOLDS:
        add_household(unit, world, code, path, name, sex)
    for login, role, area, organisation, household in CAST:
        add_member_of_cast(unit, world, login, role, area, organisation, household)
    return world


def add_member_of_cast(
    unit: UnitOfWork,
    world: World,
    login: str,
    role: str,
    area: str | None,
    organisation: str | None,
    household: str | None,
) -> None:
    added = add_user(
        unit,
        NewUser(
            login=login,
            name=login.replace("_", " ").title(),
            password=PASSWORD,
            role=role,
            region_path=area,
            language="en",
            organisation_id=world.organisations[organisation] if organisation else None,
            household_id=world.households[household] if household else None,
        ),
        HASHER,
    )
    world.users[login] = added.user_id
    if role == "caseworker":
        unit.session.add(
            StaffProfile(
                user_id=added.user_id,
                region_path=area,
                village_code=area.rstrip(".").split(".")[-1],
                latitude=28.551 if area == VILLAGE_A else 28.601,
                longitude=115.901 if area == VILLAGE_A else 116.001,
                capacity=8,
                languages=["mandarin"],
                skills=["agriculture"],
            )
        )
        unit.session.flush()


def add_household(
    unit: UnitOfWork,
    world: World,
    code: str,
    path: str,
    head: str,
    sex: str,
    yearly_yuan: int = 40_000,
    **values: object,
) -> int:
    """Add a complete, safe household of four with a year of income and spending; return its id."""
    household = Household(
        code=code,
        village_code=path.rstrip(".").split(".")[-1],
        region_path=path,
        **{
            "household_class": "ex_poor",
            "civil_affairs_class": "none",
            "is_dwelling_safe": True,
            "is_water_safe": True,
            "land_mu": 6.0,
            "rice_mu": 4.0,
            "livestock_count": 2,
            "debt_minor": 0,
            "road_km": 1.5,
            "latitude": 28.551,
            "longitude": 115.901,
            "surveyed_on": TODAY - timedelta(days=60),
            "registered_on": date(2021, 1, 1),
            "changed_at": NOW,
            "is_generated": True,
            **values,
        },
    )
    unit.session.add(household)
    unit.session.flush()
    world.households[code] = household.id
    world.heads[code] = add_people(unit, household, head, sex)
    add_money(unit, household, yearly_yuan)
    start_standing(unit, household.id, path)
    return household.id


def add_people(unit: UnitOfWork, household: Household, head: str, sex: str) -> int:
    """Add a head, a spouse, a child in school and a grandparent; return the head's id."""
    common = {
        "household_id": household.id,
        "region_path": household.region_path,
        "health": "healthy",
        "medical_scheme": "resident",
        "has_critical_illness_cover": True,
        "works_away": False,
        "has_public_job": False,
        "ethnicity": "汉族",
    }
    other = "male" if sex == "female" else "female"
    rows = [
        ("1", head, "head", sex, date(1980, 5, 1), "junior", "finished", "ordinary", "resident"),
        ("2", head[0] + "某", "spouse", other, date(1981, 3, 1), "primary", "finished", "ordinary", "resident"),
        ("3", head[0] + "小", "child", "female", date(2014, 9, 1), "primary", "in_school", "none", "none"),
        ("4", head[0] + "老", "parent", "male", date(1953, 2, 1), "none", "finished", "lost", "receiving"),
    ]
    for code, name, relation, person_sex, born_on, schooling, status, labour, pension in rows:
        number = f"36012119{code.zfill(10)}"
        unit.session.execute(
            insert(Person).values(
                **common,
                code=code,
                name=name,
                relation=relation,
                sex=person_sex,
                born_on=born_on,
                schooling=schooling,
                school_status=status,
                labour_status=labour,
                pension_scheme=pension,
                id_number=number,
                id_number_index=vault().blind_index(f"{household.code}{number}"),
                phone="13800000000" if code == "1" else None,
                joined_on=household.registered_on,
            )
        )
    head_id = unit.session.scalar(
        select(Person.id).where(Person.household_id == household.id, Person.relation == "head")
    )
    assert head_id is not None
    return head_id


def add_money(unit: UnitOfWork, household: Household, yearly_yuan: int) -> None:
    """Add twelve months of wages and food and a little of everything else, in fen."""
    place = {"household_id": household.id, "region_path": household.region_path}
    months = [date(2025, 6, 5) + timedelta(days=30 * n + n // 2) for n in range(12)]
    for month in months:
        unit.session.add(Income(**place, received_on=month, source="wage", amount_minor=yearly_yuan * 100 // 12))
        unit.session.add(Spending(**place, spent_on=month, kind="food", amount_minor=60_000))
    unit.session.add(Income(**place, received_on=months[3], source="transfer", amount_minor=200_000))
    unit.session.add(Spending(**place, spent_on=months[4], kind="medical_self_paid", amount_minor=50_000))
    unit.session.flush()


def user_id(unit: UnitOfWork, login: str) -> int:
    """Return the id of a log-in."""
    user = find_user_by_login(unit, login)
    assert user is not None
    return user.id
