"""Code lists of the early-warning room."""

from foundation.wording import Worded, mark


class RuleSetState(Worded):
    ACTIVE = "active", mark("In force")
    RETIRED = "retired", mark("Replaced")


class RoundState(Worded):
    """A round is running until its grades are all written; only finished rounds are ever read."""

    RUNNING = "running", mark("Running")
    FINISHED = "finished", mark("Finished")


class RoundExtent(Worded):
    FULL = "full", mark("All households")
    CHANGED = "changed", mark("Changed households")


class Engine(Worded):
    """What computes the grades. The reference reads household by household and exists to prove the others."""

    POSTGRES = "postgres", mark("Set-based in the database")
    DUCKDB = "duckdb", mark("Set-based over a snapshot")
    REFERENCE = "reference", mark("Household by household")
