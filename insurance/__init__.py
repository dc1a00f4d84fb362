"""Subsidised insurance: products, the premium split between payers, applications for cover."""
