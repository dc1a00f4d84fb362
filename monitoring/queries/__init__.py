"""Reads of early warning. They show finished rounds only, and households inside the actor's scope only."""
