"""Pairing as a command does it, from reading to the commit, against the raw solver on the same graph, by turns.

python -m benchmarks.pairing --households 10000 --caseworkers 500

Prints the seconds of each phase, the ratio to the raw solver, what an independent solver finds for the same candidates,
and what a greedy pairing would cost.
"""

import argparse
import resource
import statistics
import tempfile
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from scipy import optimize, sparse
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.orm import sessionmaker

from benchmarks.registry_generator import generate_registry, open_database
from casework.operations import pairing as operations
from casework.queries.waiting import read_problem
from casework.rules.pairing import Pairing, PairingWeights, Problem, flow, pair_households
from foundation.actor import system_actor
from foundation.clock import SystemClock
from foundation.ports import FlowGraph, FlowSolution
from foundation.unit_of_work import UnitOfWork, Units
from gateways.ortools_flow import OrtoolsFlow

ACTOR = system_actor("benchmark")
PHASES = ("read", "candidates and reasons", "solve", "write", "commit")
T = TypeVar("T")

CASEWORKERS = """
with village as (
    select row_number() over (order by path) - 1 as number, code, path from region where level = 'village'
), people as (
    insert into app_user (login, name, password_hash, session_nonce)
    select 'worker' || n, '帮扶人' || n, '', '' from generate_series(1, :caseworkers) as n returning id, login
), roles as (insert into role (name, permissions) values ('caseworker', '{}') returning name),
appointed as (
    insert into appointment (user_id, role_name, region_path, starts_on)
    select people.id, 'caseworker', '99.', '2020-01-01' from people
)
insert into staff_profile (user_id, region_path, village_code, latitude, longitude, capacity, languages, skills)
select p.id, v.path, v.code, 28 + (hashint8(p.id) & 65535) / 65536.0, 115 + (hashint8(p.id + 77) & 65535) / 65536.0,
       ceil(:share * :households / :caseworkers), '{mandarin}',
       (array['{health}', '{agriculture,work}', '{education}', '{finance}'])[1 + p.id % 4]::varchar[]
from people p join village v on v.number = p.id % (select count(*) from village)
"""

CASES = """
with grades as (
    insert into standing (household_id, region_path, colour, urgency, score, graded_at, colour_since_on)
    select id, region_path, (array['red', 'orange', 'yellow'])[1 + id % 3], id % 3, 50, now(), current_date
    from household
), leads as (
    insert into lead (household_id, region_path, channel, state, colour, opened_at, due_at, decided_at)
    select id, region_path, 'grading', 'confirmed', 'yellow', now(), now(), now() from household
    returning id, household_id, region_path
), cases as (
    insert into case_file (household_id, region_path, number, episode, lead_id, state, opened_at, plan_due_on)
    select household_id, region_path, 'C-' || id, 1, id, 'open', now(), current_date from leads
    returning id, household_id, region_path
)
insert into case_cause (case_id, cause, household_id, region_path, is_main, source)
select id, (array['illness', 'low_income', 'schooling', 'cover_gap'])[1 + household_id % 4], household_id, region_path,
       true, 'rule'
from cases
"""


class StopWatch:
    """A solver that adds up its own seconds."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self.solver = OrtoolsFlow()

    def solve(self, graph: FlowGraph) -> FlowSolution:
        solution, seconds = timed(lambda: self.solver.solve(graph))
        self.seconds += seconds
        return solution


def timed(act: Callable[[], T]) -> tuple[T, float]:
    started = time.perf_counter()
    return act(), time.perf_counter() - started


def run_once(units: Units, weights: PairingWeights) -> tuple[dict[str, float], Problem, Pairing]:
    """Pair as `propose_pairs` does, with a watch on each phase."""
    solver, seconds = StopWatch(), {}
    with units.begin(ACTOR) as unit:
        unit.session.connection()
        problem, seconds["read"] = timed(lambda: read_problem(unit, ""))
        pairing, whole = timed(lambda: pair_households(problem, weights, solver))
        seconds["solve"], seconds["candidates and reasons"] = solver.seconds, whole - solver.seconds
        _, seconds["write"] = timed(lambda: write(unit, weights, problem, pairing))
        started = time.perf_counter()
    seconds["commit"] = time.perf_counter() - started
    return seconds, problem, pairing


def write(unit: UnitOfWork, weights: PairingWeights, problem: Problem, pairing: Pairing) -> None:
    replaced = operations.replace_older_runs(unit, "")
    fact = operations.add_run(unit, "", weights, problem, pairing, replaced)
    operations.copy_proposals(unit, fact.run_id, problem, pairing)
    operations.add_shortages(unit, fact.run_id, pairing)
    unit.note("propose_pairs", "pairing_run", fact.run_id)


def clear(engine: Engine) -> None:
    """Take the last run away, so that every round finds the same tables."""
    with engine.begin() as connection:
        connection.execute(
            text("truncate pairing_run, pairing_proposal, pairing_shortage, assignment restart identity")
        )


def measure(engine: Engine, units: Units, rounds: int) -> tuple[dict[str, list[float]], Problem, Pairing]:
    """Return the seconds of each phase, of the whole operation and of the raw solver, one figure a round."""
    figures: dict[str, list[float]] = {name: [] for name in (*PHASES, "whole", "propose_pairs", "raw", "raw, no ties")}
    weights = PairingWeights()
    for number in range(rounds + 1):
        clear(engine)
        seconds, problem, pairing = run_once(units, weights)
        may_stay = not pairing.served.all()
        graph = flow.build_graph(problem, pairing.arcs, may_stay=may_stay)
        _, seconds["raw"] = timed(partial(OrtoolsFlow().solve, graph))
        _, seconds["raw, no ties"] = timed(partial(OrtoolsFlow().solve, untied(problem, graph, pairing)))
        clear(engine)
        seconds["propose_pairs"] = propose(units)
        if number:  # the first round warms up
            for name in (*PHASES, "raw", "raw, no ties", "propose_pairs"):
                figures[name].append(seconds[name])
            figures["whole"].append(sum(seconds[phase] for phase in PHASES))
    return figures, problem, pairing


def propose(units: Units) -> float:
    def act() -> None:
        with units.begin(ACTOR) as unit:
            operations.propose_pairs(unit, OrtoolsFlow(), "")

    return timed(act)[1]


def untied(problem: Problem, graph: FlowGraph, pairing: Pairing) -> FlowGraph:
    """Return the same graph with the bare costs, without room for the order of ties."""
    scale = flow.tie_scale(problem, pairing.arcs, may_stay=not pairing.served.all())
    return FlowGraph(graph.start, graph.end, graph.capacity, graph.unit_cost // scale, graph.supply)


def independent_cost(problem: Problem, pairing: Pairing) -> int:
    """Return the optimum that HiGHS finds for the same candidates as a linear programme."""
    arcs = pairing.arcs
    number = np.arange(len(arcs))
    ones = np.ones(len(arcs))
    once = sparse.csr_array((ones, (arcs.case, number)), shape=(problem.case_count, len(arcs)))
    within = sparse.csr_array((ones, (arcs.helper, number)), shape=(problem.helper_count, len(arcs)))
    found = optimize.linprog(
        arcs.cost,
        A_ub=within,
        b_ub=problem.helpers.places,
        A_eq=once,
        b_eq=np.ones(problem.case_count),
        bounds=(0, 1),
        method="highs",
    )
    return round(found.fun)


def greedy(problem: Problem, pairing: Pairing) -> tuple[int, int]:
    """Pair the cheapest candidates first. Returns the cost and how many households are left."""
    arcs = pairing.arcs
    room, is_open, cost = problem.helpers.places.copy(), np.ones(problem.case_count, dtype=bool), 0
    for arc in np.argsort(arcs.cost, kind="stable").tolist():
        case, helper = arcs.case[arc], arcs.helper[arc]
        if is_open[case] and room[helper]:
            is_open[case], cost = False, cost + int(arcs.cost[arc])
            room[helper] -= 1
    return cost, int(is_open.sum())


def report(figures: dict[str, list[float]]) -> None:
    def middle(name: str) -> float:
        return statistics.median(figures[name])

    for name in PHASES:
        print(f"  {name:28} {middle(name):8.3f} s")
    print(f"  {'whole, phase by phase':28} {middle('whole'):8.3f} s")
    print(f"  {'propose_pairs with commit':28} {middle('propose_pairs'):8.3f} s")
    print(f"raw solver, same graph         {middle('raw'):8.3f} s")
    print(f"raw solver, bare costs         {middle('raw, no ties'):8.3f} s")
    for name, against in (("propose_pairs", "raw"), ("propose_pairs", "raw, no ties"), ("whole", "raw")):
        ratios = [a / b for a, b in zip(figures[name], figures[against], strict=True)]
        spread = f"from {min(ratios):.2f} to {max(ratios):.2f}"
        print(f"ratio {name} ÷ {against}: {statistics.median(ratios):.2f} ({spread})")
    solving = [
        (a + b) / c for a, b, c in zip(figures["solve"], figures["candidates and reasons"], figures["raw"], strict=True)
    ]
    print(f"ratio solve with candidates and reasons ÷ raw: {statistics.median(solving):.2f}")


def compare(problem: Problem, pairing: Pairing) -> None:
    served = int(pairing.served.sum())
    print(f"paired {served:,} of {problem.case_count:,}; cost {pairing.cost:,}; {len(pairing.arcs):,} candidates")
    if served == problem.case_count:
        optimum, seconds = timed(lambda: independent_cost(problem, pairing))
        verdict = "equal" if optimum == pairing.cost else "NOT EQUAL"
        print(f"independent solver (HiGHS, {seconds:.1f} s): cost {optimum:,}, {verdict}")
    cost, left = greedy(problem, pairing)
    if left:
        print(f"greedy: {left:,} households left without anybody, the others cost {cost:,}")
    else:
        print(f"greedy: cost {cost:,}, {100 * (cost / pairing.cost - 1):+.2f} %")


def prepare(engine: Engine, households: int, caseworkers: int, share: float) -> None:
    generate_registry(engine, households)
    values: dict[str, Any] = {"households": households, "caseworkers": caseworkers, "share": share}
    with engine.begin() as connection:
        connection.execute(text(CASEWORKERS), values)
        connection.execute(text(CASES))
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("vacuum analyze"))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--households", type=int, default=10_000)
    parser.add_argument("--caseworkers", type=int, default=500)
    parser.add_argument("--capacity", type=float, default=1.25, help="places a household")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--folder", type=Path, help="keep the database server's files here")
    arguments = parser.parse_args()
    place: AbstractContextManager[str] = (
        nullcontext(str(arguments.folder)) if arguments.folder else tempfile.TemporaryDirectory(prefix="pairing-")
    )
    with place as folder, open_database(Path(folder) / "postgres") as fresh:
        prepare(fresh, arguments.households, arguments.caseworkers, arguments.capacity)
        engine = create_engine(fresh.url)
        units = Units(sessionmaker(engine), SystemClock())
        print(f"{arguments.households:,} households, {arguments.caseworkers:,} caseworkers, {arguments.rounds} rounds")
        figures, problem, pairing = measure(engine, units, arguments.rounds)
        report(figures)
        print(f"memory of this process: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MiB at most")
        compare(problem, pairing)


if __name__ == "__main__":
    main()
