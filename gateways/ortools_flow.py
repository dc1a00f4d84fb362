"""Min-cost flow by OR-Tools: exact, whole numbers, the same answer each time."""

from typing import Any

from foundation.ports import FlowGraph, FlowSolution


class OrtoolsFlow:
    """Solves with `SimpleMinCostFlow` (cost scaling push-relabel)."""

    def solve(self, graph: FlowGraph) -> FlowSolution:
        """Return the cheapest flow that meets every supply.

        Cost: 20,000 × 500 nodes with 300,000 arcs take about 0.1 s.
        Raises: ValueError when the supplies cannot be met, do not add up to zero, or the arrays do not fit together.
        """
        import numpy as np  # noqa: PLC0415 - both are needed by one command only
        from ortools.graph.python import min_cost_flow  # noqa: PLC0415

        start, end, capacity, unit_cost, supply = (
            np.ascontiguousarray(values)
            for values in (graph.start, graph.end, graph.capacity, graph.unit_cost, graph.supply)
        )
        check_fit(start, end, capacity, unit_cost, supply)
        solver: Any = min_cost_flow.SimpleMinCostFlow()  # its type stubs refuse the arrays it asks for
        arcs = solver.add_arcs_with_capacity_and_unit_cost(
            start.astype(np.int32), end.astype(np.int32), capacity.astype(np.int64), unit_cost.astype(np.int64)
        )
        solver.set_nodes_supplies(np.arange(len(supply), dtype=np.int32), supply.astype(np.int64))
        status = solver.solve()
        if status != solver.OPTIMAL:
            raise ValueError(f"the supplies cannot be met: {status.name}")
        return FlowSolution(flow=solver.flows(arcs), cost=int(solver.optimal_cost()))


def check_fit(start: Any, end: Any, capacity: Any, unit_cost: Any, supply: Any) -> None:
    """Raise ValueError unless the arrays describe one graph; over some faults the solver would end the process."""
    if not len(start) == len(end) == len(capacity) == len(unit_cost):
        raise ValueError("start, end, capacity and unit cost need one number for each arc")
    if any(len(values) and values.dtype.kind not in "iu" for values in (start, end, capacity, unit_cost, supply)):
        raise ValueError("a flow problem has whole numbers only")
    if any(len(nodes) and not 0 <= nodes.min() <= nodes.max() < len(supply) for nodes in (start, end)):
        raise ValueError("an arc leads to a node without a supply")
    if len(capacity) and capacity.min() < 0:
        raise ValueError("a capacity is negative")
    if supply.sum():
        raise ValueError("the supplies do not add up to zero")
