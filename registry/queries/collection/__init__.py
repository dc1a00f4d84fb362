"""Reads of field collection: forms, devices, submissions, and who says what of a household."""
