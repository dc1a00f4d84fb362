"""Reads of the register, each scoped to its reader."""
