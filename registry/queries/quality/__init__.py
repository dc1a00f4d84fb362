"""Reads of validation: rules, runs, findings, counts, exceptions."""

from registry.queries.quality.findings import list_household_findings

__all__ = ["list_household_findings"]
