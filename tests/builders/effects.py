"""Effects carried out in a test."""

from concurrent.futures import ThreadPoolExecutor

from web.jobs import run_worker
from web.services import Services


def carry_out(here: Services) -> None:
    """Let the worker carry out what waits now; in a thread of its own, for a browser has an event loop in this one."""
    with ThreadPoolExecutor(1) as pool:
        pool.submit(run_worker, here, wait=False).result()
