"""Reads of the market and of offers of help, each scoped to its reader."""
