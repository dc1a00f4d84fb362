"""Reads of development: courses, sessions, published pages."""
