"""Reads of insurance: products and applications for cover."""
