"""Who acts when the worker does."""

from foundation.actor import Actor, system_actor


def worker() -> Actor:
    """Return the actor that the audit shows for the worker."""
    return system_actor("worker")
