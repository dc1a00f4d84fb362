"""Where the weights of `registry/data/linkage.toml` come from: how often records agree, counted and estimated.

    python -m benchmarks.linkage_weights --persons 200000 --seed 2

Prints for each level: m counted in the true pairs of two generated registers; u counted in chance pairs of different
people; m as Splink's expectation maximisation estimates it without any truth, from the blocks of equal dates of birth
and villages and of equal names (u from random sampling, all seeds fixed); and what is committed. The committed
chances are the counted ones, rounded, except that no gross difference of one person counts as rarer than three in a
thousand, and that what members of one family share by nature (family and place, a given name with one other character)
has the u of families, not of strangers. The seed is not that of the benchmark.
"""

import argparse
import logging
from collections.abc import Iterator
from typing import Any

import duckdb
import pyarrow
from splink import DuckDBAPI, Linker

from benchmarks.linkage import LAST_DAY
from benchmarks.people_generator import Entry, generate_registers
from registry.operations.linkage.people_files import PeopleFile
from registry.rules.linkage.model import shipped_model
from registry.rules.linkage.people_columns import COLUMNS as FILE_COLUMNS
from registry.rules.linkage.people_columns import read_person
from registry.rules.linkage.statements import COLUMNS, CONDITIONS
from registry.rules.linkage.traits import Traits, traits_of

SAMPLE = 6_000
SAMPLED_PAIRS = 5e6
SEED = 1
TITLES = ("m counted", "m by EM", "u counted", "m committed", "u committed", "weight")
TRAINING = (
    "l.born = r.born and l.village = r.village and l.born <> ''",
    "l.ordered = r.ordered and l.ordered <> ''",
)


def load(db: Any, name: str, entries: list[Entry], *, is_left: bool) -> dict[str, int]:
    """Put a register's traits into a table; return each record's number by its key."""
    file = PeopleFile(name)
    places = {column: place for place, column in enumerate(FILE_COLUMNS)}
    for number, entry in enumerate(entries, 2):
        file.take(*read_person(entry, number, places, LAST_DAY))
    columns = list(zip(*traits_of(file.records(is_left=is_left)), strict=True))
    table = pyarrow.table({field: pyarrow.array(column) for field, column in zip(Traits._fields, columns, strict=True)})
    db.register("batch", table)
    db.execute(f"create table {name} as select * from batch")
    db.unregister("batch")
    return {person.key: place for place, person in enumerate(file.people, 1)}


def count_levels(db: Any, pairs: str) -> Iterator[tuple[str, dict[str, float]]]:
    """Yield for each comparison the share of every level among pairs in which both values are known."""
    for comparison, levels in CONDITIONS.items():
        cases = " ".join(f"when {condition} then '{name}'" for name, condition in levels.items() if condition)
        statement = f"select case {cases} else '{list(levels)[-1]}' end as level, count(*) from {pairs} group by 1"
        rows = dict(db.execute(statement).fetchall())
        known = sum(count for level, count in rows.items() if level != "unknown")
        yield comparison.value, {level: count / known for level, count in rows.items()}


def make_pairs(db: Any, truth: list[tuple[int, int]]) -> None:
    """Make the views `true_pair` and `chance_pair`."""
    table = pyarrow.table({"l": [one for one, _ in truth], "r": [other for _, other in truth]})
    db.register("batch", table)
    db.execute("create table truth as select * from batch")
    chosen = ", ".join(f"{side}.{name} as {name}_{side}" for side in ("l", "r") for name in COLUMNS)
    db.execute(
        f"create view true_pair as select {chosen} from truth t join people_l l on l.key = t.l "
        "join people_r r on r.key = t.r"
    )
    for side in ("l", "r"):
        sample = f"select * from people_{side} using sample reservoir({SAMPLE} rows) repeatable ({SEED})"
        db.execute(f"create table sample_{side} as {sample}")
    db.execute(
        f"create view chance_pair as select {chosen} from sample_l l cross join sample_r r "
        "anti join truth t on t.l = l.key and t.r = r.key"
    )


def estimate(db: Any, people: int) -> dict[str, dict[str, float]]:
    """Return m of every level as Splink estimates it without any truth."""
    logging.getLogger("splink").setLevel(logging.ERROR)
    api = DuckDBAPI(connection=db)
    tables = [api.register(f"people_{side}", dataset_display_name=f"people_{side}") for side in ("l", "r")]
    comparisons = [
        {"output_column_name": comparison.value, "comparison_levels": [level(*one) for one in levels.items()]}
        for comparison, levels in CONDITIONS.items()
    ]
    settings = {
        "link_type": "link_only",
        "unique_id_column_name": "key",
        "probability_two_random_records_match": shipped_model().prior(people, people),
        "comparisons": comparisons,
        "linker_uid": "weights",
    }
    linker = Linker(tables, settings, log_level=None, validate_settings=False)
    linker.training.estimate_u_using_random_sampling(max_pairs=SAMPLED_PAIRS, seed=SEED)
    for rule in TRAINING:
        linker.training.estimate_parameters_using_expectation_maximisation(
            {"blocking_rule": rule, "sql_dialect": "duckdb"}, fix_u_probabilities=True
        )
    found: dict[str, dict[str, float]] = {}
    for record in linker.misc.save_model_to_json()["comparisons"]:
        found[record["output_column_name"]] = {
            one["label_for_charts"]: one.get("m_probability") or 0.0 for one in record["comparison_levels"]
        }
    return found


def level(name: str, condition: str | None) -> dict[str, Any]:
    plain = {"sql_condition": condition or "ELSE", "label_for_charts": str(name)}
    return plain | {"is_null_level": True} if name == "unknown" else plain


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--persons", type=int, default=200_000)
    parser.add_argument("--seed", type=int, default=2)
    args = parser.parse_args()
    made = generate_registers(args.persons, args.persons * 3 // 5, args.seed)
    with duckdb.connect(":memory:") as db:
        left = load(db, "people_l", made.left, is_left=True)
        right = load(db, "people_r", made.right, is_left=False)
        make_pairs(db, [(left[one], right[other]) for one, other in made.truth])
        true, chance = dict(count_levels(db, "true_pair")), dict(count_levels(db, "chance_pair"))
        estimated = estimate(db, args.persons)
    for comparison, chances in shipped_model().chances.items():
        name = comparison.value
        print(f"{name:<12}" + "".join(f"{title:>14}" for title in TITLES))
        for level_name, one in chances.items():
            counted = [table[name].get(level_name, 0) for table in (true, estimated, chance)]
            figures = "".join(f"{figure:>14.7f}" for figure in (*counted, one.m, one.u))
            print(f"  {level_name:<10}{figures}{one.weight:>+14.1f}")


if __name__ == "__main__":
    main()
