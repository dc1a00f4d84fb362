"""Floor 1: the world outside, one file per outside thing. README.md states the floor's rule."""
