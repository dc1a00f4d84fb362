"""The default schedule of points, as data."""
