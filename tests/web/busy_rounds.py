"""Frozen rounds of statistics, two of the county one after the other, one of a township, and one that waits."""

from registry.operations.statistics import request_round
from reports.bulletin.figures import count_figures
from reports.bulletin.tables import TABLES, place_tables
from tests.builders.main_job import SYSTEM, MainJob
from tests.builders.world import COUNTY, TODAY, TOWNSHIP_A
from workflows.freeze_statistics import freeze_statistics

Ids = dict[str, int | str]
ROUNDS = (("Spring", COUNTY), ("Summer", COUNTY), ("Summer", TOWNSHIP_A), ("Autumn", COUNTY))


def fill_rounds(job: MainJob) -> Ids:
    """Ask for them and freeze all but the last; return their ids by the names that pages use."""
    asked = []
    for name, path in ROUNDS:
        with job.as_("county_officer") as unit:
            tables = place_tables(list(TABLES), "county" if path == COUNTY else "township")
            told = {"name": name, "reason": "half-yearly report", "tables": tables, "with_measures": True}
            asked.append(request_round(unit, region_path=path, as_of=TODAY, **told).round_id)
    for round_id in asked[:-1]:
        freeze_statistics(job.units, SYSTEM, round_id, count_figures)
    pages = ("show_round", "compare_rounds", "export_round")
    ids: Ids = {f"statistics.{page}.round_id": asked[1] for page in pages}
    return ids | {"statistics.compare_rounds.with": asked[0], "statistics.show_bulletin.round_id": asked[2]}
