"""Acts of validation: runs, checks of one household, exceptions, and rules that regions add."""
