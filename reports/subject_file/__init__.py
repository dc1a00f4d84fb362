"""A copy of everything that is kept about one household, for the household (PIPL art. 45)."""
