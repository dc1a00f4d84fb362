"""Pages of lists over the API: `page` and `page_size` in the address, `X-Pagination` in the answer."""

from collections.abc import Sequence
from typing import Any, TypeVar

from foundation.paging import Page, PageRequest

T = TypeVar("T")


def page_of(parameters: Any) -> PageRequest:
    """Return what the house calls the wanted page."""
    return PageRequest(number=parameters.page, size=parameters.page_size)


def counted(page: Page[T], parameters: Any) -> Sequence[T]:
    """Tell the answer's head how many there are and return the rows."""
    parameters.item_count = page.total
    return page.rows
