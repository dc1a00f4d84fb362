"""Finding people by name, number and telephone.

A name is found by the pairs of neighbouring characters in it, because Chinese names are two to four characters long and
any two of them may be what somebody remembers.
"""

from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

NAME_KEY = r"lower(regexp_replace(normalize(name, NFKC), '[\s·•・‧．.\-]+', '', 'g'))"
# An index builds with an empty search path, so the second function cannot call the first.
FUNCTIONS = (
    f"""create function name_key(name text) returns text language sql immutable strict parallel safe as
    $$ select {NAME_KEY} $$""",
    f"""create function name_pairs(name text) returns text[] language sql immutable strict parallel safe as
    $$ select array(select substr(key, place, 2)
                    from (select {NAME_KEY} as key) one, generate_series(1, length(key) - 1) as place) $$""",
)


def upgrade() -> None:
    for function in FUNCTIONS:
        op.execute(function)
    op.execute("create index ix_person_name_pairs on person using gin (name_pairs(name))")


def downgrade() -> None:
    op.execute("drop index ix_person_name_pairs")
    op.execute("drop function name_pairs(text)")
    op.execute("drop function name_key(text)")
