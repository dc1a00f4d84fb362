"""Writes of the register: one verb each, never a commit."""
