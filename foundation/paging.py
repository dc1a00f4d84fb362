"""Pages of long lists: the rows of one page, how many there are in all, and how the list is sorted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import Row, Select, SQLColumnExpression, func, select
from sqlalchemy.orm import Session

T = TypeVar("T")
MAX_SIZE = 200


@dataclass(frozen=True, slots=True)
class PageRequest:
    """Which page of a list is wanted.

    Args:
        number: from 1.
        size: rows a page, at most 200.
        sort: a key of the list's sortable columns, `-key` for descending; any other key leaves the list's own order.
    """

    number: int = 1
    size: int = 50
    sort: str = ""

    @property
    def offset(self) -> int:
        return (max(self.number, 1) - 1) * self.limit

    @property
    def limit(self) -> int:
        return min(max(self.size, 1), MAX_SIZE)


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """One page of a list.

    Args:
        total: how many there are; with `is_open`, how many were counted before counting stopped.
        is_open: there are more than `total`.
    """

    rows: Sequence[T]
    total: int
    number: int
    size: int
    sort: str = ""
    is_open: bool = False

    @property
    def page_count(self) -> int:
        return max(1, -(-self.total // self.size))

    @property
    def first(self) -> int:
        return (self.number - 1) * self.size + 1 if self.total else 0

    @property
    def last(self) -> int:
        return self.first + len(self.rows) - 1 if self.is_open else min(self.number * self.size, self.total)


def fetch_page(
    session: Session,
    statement: Select[Any],
    request: PageRequest,
    sortable: Mapping[str, SQLColumnExpression[Any]],
    default: Sequence[SQLColumnExpression[Any]],
) -> Page[Row[Any]]:
    """Read one page of a select of columns.

    Args:
        statement: the select, filtered and scoped, without order or limit.
        sortable: sort key → column; the key the reader chose orders first, `default` breaks ties.
    Cost: 2 statements.
    """
    total = session.scalar(select(func.count()).select_from(statement.order_by(None).subquery())) or 0
    key = request.sort.removeprefix("-")
    order: list[Any] = list(default)
    if key in sortable:
        column = sortable[key]
        order.insert(0, column.desc().nulls_last() if request.sort.startswith("-") else column.asc().nulls_last())
    rows = session.execute(statement.order_by(*order).offset(request.offset).limit(request.limit)).all()
    return Page(rows, total, max(request.number, 1), request.limit, request.sort if key in sortable else "")
