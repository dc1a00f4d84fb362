"""Participation points: earned by taking part, freely joined, and able to touch nothing else."""
