"""A register of any size, made inside PostgreSQL: the same one at every run.

Households have 3.2 members on average, 6 lines of income and 12 of spending in the twelve months before the day, in the
order in which they would arrive, and 8 percent went through a shock. Everything is generated and belongs to nobody.
Numbers come from hashes of the household's number, so a larger register begins with the smaller one.

    with open_database(folder) as engine:
        generate_registry(engine, households=100_000, as_of=date(2026, 6, 15))

Others' benchmarks use these two.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, text
from sqlalchemy.pool import NullPool

from foundation.vault import VaultKeys, install_keys
from gateways.embedded_postgres import create_database, drop_database, start_embedded_postgres
from web.schema import upgrade

PROVINCE = "99"
HOUSEHOLDS_A_VILLAGE = 200
FILLED = ("person", "income", "spending", "life_event")
AS_OF = date(2026, 6, 15)
SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许邓冯韩曹"
GIVEN = (
    "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰建国志文红梅春玲玉龙海燕晓东小云永福金凤林光辉"
    "德才兴旺贵生荣发祥瑞嘉宁欣怡子轩浩然雨涵思佳一诺俊博新"
)
"""Characters of names; the first surnames are taken most often, so that some names are very common."""

# Uniform in [0, 1) from the household's number and a salt.
UNIFORM = """
create or replace function pg_temp.u(number bigint, salt bigint) returns float8 language sql immutable as
$$ select (hashint8extended(number, salt) & 2147483647) / 2147483648.0 $$
"""

REGIONS = """
with village as (
    select v, v / 10 as t, v / 200 as c from generate_series(0, :villages - 1) as v
), line as (
    select '99' as code, '试验省' as name, 'province' as level, null as parent, '99.' as path, 0 as rank
    union select '9901', '试验市', 'prefecture', '99', '99.9901.', 1
    union select '9901' || lpad(c::text, 2, '0'), '试验' || c || '县', 'county', '9901',
                 '99.9901.9901' || lpad(c::text, 2, '0') || '.', 2 from village
    union select '9901' || lpad(c::text, 2, '0') || lpad((t % 20)::text, 3, '0'), '第' || t || '镇', 'township',
                 '9901' || lpad(c::text, 2, '0'),
                 '99.9901.9901' || lpad(c::text, 2, '0') || '.9901' || lpad(c::text, 2, '0')
                 || lpad((t % 20)::text, 3, '0') || '.', 3 from village
    union select '9901' || lpad(c::text, 2, '0') || lpad((t % 20)::text, 3, '0') || lpad((v % 10)::text, 3, '0'),
                 '第' || v || '村', 'village',
                 '9901' || lpad(c::text, 2, '0') || lpad((t % 20)::text, 3, '0'),
                 '99.9901.9901' || lpad(c::text, 2, '0') || '.9901' || lpad(c::text, 2, '0')
                 || lpad((t % 20)::text, 3, '0') || '.9901' || lpad(c::text, 2, '0') || lpad((t % 20)::text, 3, '0')
                 || lpad((v % 10)::text, 3, '0') || '.', 4 from village
)
insert into region (code, name, level, parent_code, path)
select code, name, level, parent, path from line order by rank, code
"""

HOUSEHOLDS = """
insert into household (id, code, village_code, region_path, household_class, civil_affairs_class, is_dwelling_safe,
    is_water_safe, land_mu, rice_mu, livestock_count, debt_minor, road_km, latitude, longitude, surveyed_on,
    registered_on, is_generated, changed_at)
overriding system value
select n, 'H' || lpad(n::text, 8, '0'), r.code, r.path,
    case when pg_temp.u(n, 1) < 0.3 then 'ex_poor' else 'ordinary' end,
    case when pg_temp.u(n, 2) < 0.06 then 'subsistence' when pg_temp.u(n, 2) < 0.08 then 'extreme' else 'none' end,
    case when pg_temp.u(n, 3) < 0.003 then null else pg_temp.u(n, 3) > 0.006 end,
    case when pg_temp.u(n, 4) < 0.003 then null else pg_temp.u(n, 4) > 0.006 end,
    round((pg_temp.u(n, 5) * 12)::numeric, 2), round((pg_temp.u(n, 5) * 5)::numeric, 2),
    (pg_temp.u(n, 6) * 6)::int, (case when pg_temp.u(n, 7) < 0.25 then pg_temp.u(n, 8) * 6000000 else 0 end)::bigint,
    round((pg_temp.u(n, 9) * 7)::numeric, 2), 28 + pg_temp.u(n, 10), 115 + pg_temp.u(n, 11),
    cast(:as_of as date) - (pg_temp.u(n, 12) * 420)::int, cast(:as_of as date) - 900, true,
    cast(:changed_at as timestamptz)
from generate_series(1, :households) as n
join region r on r.code = '9901' || lpad((((n - 1) / 200) / 200)::text, 2, '0')
    || lpad(((((n - 1) / 200) / 10) % 20)::text, 3, '0') || lpad((((n - 1) / 200) % 10)::text, 3, '0')
order by n
"""

PEOPLE = """
insert into person (household_id, region_path, code, name, relation, sex, born_on, schooling, school_status, health,
    disability_grade, labour_status, works_away, medical_scheme, has_critical_illness_cover, pension_scheme)
select id, region_path, id || '-' || m,
    substr(:surnames, 1 + floor(length(:surnames) * power(pg_temp.u(id, 31), 2))::int, 1)
    || substr(:given, 1 + floor(length(:given) * pg_temp.u(k, 32))::int, 1)
    || case when pg_temp.u(k, 33) < 0.8 then substr(:given, 1 + floor(length(:given) * pg_temp.u(k, 34))::int, 1)
            else '' end,
    case m when 1 then 'head' when 2 then 'spouse' when 3 then 'child' when 4 then 'child' else 'parent' end,
    case when (m + id) % 2 = 0 then 'female' else 'male' end,
    cast(:as_of as date) - (years * 365.25)::int - (pg_temp.u(k, 20) * 364)::int,
    'primary',
    case when years >= 18 then 'finished' when years < 6 then 'not_of_age' when pg_temp.u(k, 21) < 0.004 then 'out'
         when pg_temp.u(k, 21) < 0.006 then null else 'in_school' end,
    case when pg_temp.u(k, 22) < 0.02 then 'serious' when pg_temp.u(k, 22) < 0.10 then 'chronic'
         when pg_temp.u(k, 22) < 0.13 then 'disabled' else 'healthy' end,
    case when pg_temp.u(k, 22) between 0.10 and 0.13 then 1 + (pg_temp.u(k, 23) * 4)::int % 4 end,
    case when years < 16 or years >= 70 then 'none' when pg_temp.u(k, 24) < 0.05 then 'lost'
         when pg_temp.u(k, 24) < 0.2 then 'weak' when pg_temp.u(k, 24) < 0.3 then 'skilled' else 'ordinary' end,
    years between 18 and 60 and pg_temp.u(k, 25) < 0.3,
    case when pg_temp.u(k, 26) < 0.004 then 'none' when pg_temp.u(k, 26) < 0.005 then null
         when pg_temp.u(k, 26) < 0.15 then 'employee' else 'resident' end,
    pg_temp.u(k, 27) > 0.003, 'resident'
from (
    select h.id, h.region_path, m, h.id * 8 + m as k,
        case when m = 1 then 30 + (pg_temp.u(h.id * 8 + m, 28) * 45)::int
             when m = 2 then 28 + (pg_temp.u(h.id * 8 + m, 28) * 45)::int
             when m >= 5 then 60 + (pg_temp.u(h.id * 8 + m, 28) * 25)::int
             else (pg_temp.u(h.id * 8 + m, 28) * 24)::int end as years
    from household h, generate_series(1, 6) as m
    where m <= case when pg_temp.u(h.id, 30) < 0.10 then 1 when pg_temp.u(h.id, 30) < 0.30 then 2
        when pg_temp.u(h.id, 30) < 0.60 then 3 when pg_temp.u(h.id, 30) < 0.85 then 4
        when pg_temp.u(h.id, 30) < 0.95 then 5 else 6 end
) as people
order by id, m
"""

# One household in two hundred has no income on record; about one in sixteen earns less than the line.
INCOME = """
insert into income (household_id, region_path, received_on, source, reference, amount_minor)
select h.id, h.region_path, cast(:as_of as date) - 15 - (k * 58 + (pg_temp.u(h.id * 8 + k, 40) * 20)::int),
    (array['wage', 'transfer', 'wage', 'business', 'wage', 'business_cost'])[k + 1], 'L' || k,
    (case k when 1 then 400000 when 5 then 150000 else 1700000 end
        * exp(1.1 * (pg_temp.u(h.id, 41) + pg_temp.u(h.id, 42) + pg_temp.u(h.id, 43) - 1.5))
        * (0.8 + 0.4 * pg_temp.u(h.id * 8 + k, 44)))::bigint
from household h, generate_series(0, 5) as k
where pg_temp.u(h.id, 45) >= 0.005
order by 3, 1
"""

SPENDING = """
insert into spending (household_id, region_path, spent_on, kind, reference, amount_minor)
select h.id, h.region_path, cast(:as_of as date) - 15 - (k * 29 + (pg_temp.u(h.id * 16 + k, 50) * 20)::int),
    (array['food', 'food', 'housing', 'food', 'education', 'medical_self_paid', 'production', 'food', 'other', 'food',
           'other', 'housing'])[k + 1], 'S' || k,
    (case k when 5 then 60000 + 6000000 * power(greatest(pg_temp.u(h.id, 51), 0.01), 60) else 150000 end
        * (0.5 + pg_temp.u(h.id * 16 + k, 52)))::bigint
from household h, generate_series(0, 11) as k
order by 3, 1
"""

SHOCKS = """
insert into life_event (household_id, region_path, happened_on, kind, cost_minor)
select h.id, h.region_path, cast(:as_of as date) - (pg_temp.u(h.id, 61) * 360)::int,
    (array['natural_disaster', 'illness', 'accident', 'job_loss', 'business_failure', 'death'])
        [1 + (pg_temp.u(h.id, 62) * 6)::int % 6],
    case when pg_temp.u(h.id, 63) > 0.1 then (pg_temp.u(h.id, 64) * 3000000)::bigint end
from household h
where pg_temp.u(h.id, 60) < 0.08
order by 3, 1
"""


@contextmanager
def open_database(folder: Path, name: str = "benchmark") -> Iterator[Engine]:
    """Make an empty, migrated database on an embedded server in `folder`, and drop it in the end."""
    install_keys(VaultKeys.from_secret("a secret for generated registers only, worth nothing"))
    server = start_embedded_postgres(folder)
    drop_database(server, name)
    engine = create_engine(create_database(server, name), poolclass=NullPool)
    try:
        upgrade(engine)
        yield engine
    finally:
        engine.dispose()
        drop_database(server, name)


def generate_registry(engine: Engine, households: int, as_of: date = AS_OF, *, changed_at: str = "2026-01-01") -> None:
    """Fill an empty, migrated database with `households` generated households.

    Writes: region, household, person, income, spending, life_event; statistics and visibility are brought up to date.
    Cost: about 30 seconds for 100,000 households on two cores.
    """
    values = {
        "surnames": SURNAMES,
        "given": GIVEN,
        "households": households,
        "villages": -(-households // HOUSEHOLDS_A_VILLAGE),
        "as_of": as_of,
        "changed_at": changed_at,
    }
    with engine.begin() as connection:
        connection.execute(text(UNIFORM))
        connection.execute(text(REGIONS), values)
        connection.execute(text(HOUSEHOLDS), values)
        connection.execute(text("select setval(pg_get_serial_sequence('household', 'id'), :households)"), values)
        with without_keys(connection):
            for statement in (PEOPLE, INCOME, SPENDING, SHOCKS):
                connection.execute(text(statement), values)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("vacuum analyze"))


@contextmanager
def without_keys(connection: Connection) -> Iterator[None]:
    """Take the unique and foreign keys off the filled tables and put them back, checked, in the end."""
    found = connection.execute(
        text(
            "select conrelid::regclass::text as relation, conname, pg_get_constraintdef(oid) as definition "
            "from pg_constraint where contype in ('u', 'f') and conrelid::regclass::text = any(:filled)"
        ),
        {"filled": list(FILLED)},
    ).all()
    for row in found:
        connection.execute(text(f'alter table {row.relation} drop constraint "{row.conname}"'))
    yield
    for row in found:
        connection.execute(text(f'alter table {row.relation} add constraint "{row.conname}" {row.definition}'))
