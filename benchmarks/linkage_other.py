"""The same files linked by the package `recordlinkage`, in a Python of its own: no dependency of ours.

    SOME_PYTHON benchmarks/linkage_other.py FOLDER

As its manual does it: candidates from blocks (ID number; name; date of birth with sex; village with surname and year),
Jaro-Winkler on name and ID number, equality of the rest. Classified twice, both times with an advantage that nobody has
in practice: by a weighted sum whose threshold is the best against the truth (the weights are the best of five tried),
and by its logistic regression, taught with half of the truth.
"""

import importlib
import resource
import sys
import time
from pathlib import Path
from typing import Any

WEIGHTS = {"name": 2, "number": 1.5, "born_on": 2, "sex": 0.5, "village": 1, "phone": 0.5}
BLOCKS = (("id_number",), ("name",), ("born_on", "sex"), ("village", "surname", "year"))


def read(path: Path, pandas: Any) -> Any:
    table = pandas.read_csv(path, dtype=str).set_index("id")
    table["surname"] = table["name"].str[:1]
    table["year"] = table["born_on"].str[:4]
    table["id_number"] = table["id_number"].str.upper()
    return table


def compare(library: Any, left: Any, right: Any) -> Any:
    indexer = library.Index()
    for block in BLOCKS:
        indexer.block(left_on=list(block), right_on=list(block))
    pairs = indexer.index(left, right)
    comparing = library.Compare()
    comparing.string("name", "name", method="jarowinkler", label="name")
    comparing.string("id_number", "id_number", method="jarowinkler", threshold=0.94, label="number")
    for name in ("born_on", "sex", "village", "phone"):
        comparing.exact(name, name, label=name)
    return comparing.compute(pairs, left, right)


def tell(title: str, found: Any, truth: Any) -> None:
    right = len(found.intersection(truth))
    print(f"   {title:<38} precision {right / max(len(found), 1):.4f}  recall {right / len(truth):.4f}")


def best_threshold(scores: Any, truth: Any) -> float:
    best = (0.0, 0.0)
    for step in range(15, 36):
        found = scores[scores >= step / 5].index
        right = len(found.intersection(truth))
        best = max(best, (2 * right / (len(found) + len(truth)), step / 5))
    return best[1]


def main() -> None:
    folder = Path(sys.argv[1])
    pandas, library = importlib.import_module("pandas"), importlib.import_module("recordlinkage")
    started = time.perf_counter()
    left, right = read(folder / "left.csv", pandas), read(folder / "right.csv", pandas)
    table = compare(library, left, right)
    seconds = time.perf_counter() - started
    truth = pandas.MultiIndex.from_frame(pandas.read_csv(folder / "truth.csv", dtype=str), names=["id_1", "id_2"])
    table.index.names = ["id_1", "id_2"]
    scores = sum(table[name] * weight for name, weight in WEIGHTS.items())
    tell("recordlinkage, sum, best threshold", scores[scores >= best_threshold(scores, truth)].index, truth)
    taught = library.LogisticRegressionClassifier()
    taught.fit(table, table.index.intersection(truth[: len(truth) // 2]))
    tell("recordlinkage, taught regression", taught.predict(table), truth)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"   recordlinkage: {seconds:.1f} s before classifying, {len(table):,} candidates, {peak:,.0f} MiB in the end"
    )


if __name__ == "__main__":
    main()
