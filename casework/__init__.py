"""Casework: leads and their procedure, cases with causes, plans and visits, and the pairing with caseworkers."""
