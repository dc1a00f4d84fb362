"""Writes of casework: one verb each, never a commit."""
