"""Reads for record linkage: people to be held against one another, runs, pairs and decisions."""
