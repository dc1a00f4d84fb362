"""Reads of participation, the schedule and the points."""
