"""Lists of people as files: sealed with a password, for a reason that stays in the audit, never as a plain file.

Source: docs/register.md, What leaves.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel.speaklater import LazyString

from foundation.permissions import Permission
from foundation.unit_of_work import UnitOfWork
from web.access import needs
from web.exports import csv_bytes
from web.sealing import sealed_response
from web.sealing_forms import ListExportForm


@dataclass(frozen=True, slots=True)
class ListFile:
    """A list as it is shown, all of its pages.

    Args:
        name: what the file and its entry in the audit are called.
        rows: reads the rows; called only once the file is made.
    """

    name: str
    columns: Sequence[str]
    rows: Callable[[], Iterable[Sequence[object]]]


Lister = Callable[..., ListFile]


def sealed_list(
    blueprint: Blueprint, address: str, permission: Permission, *, back: str, title: LazyString
) -> Callable[[Lister], Lister]:
    """Give a list two views at `address`: the page that asks for a reason and a password, and the sealed file.

    The function below it, called `export_…`, takes the unit and the parts of the address and returns the list with the
    filters of the query. Its pages are `show_export_…` (GET) and `export_…` (POST).

    Args:
        back: the endpoint of the list, with the same parts of the address.
        title: what the way back is called.
    """

    def decorate(lister: Lister) -> Lister:
        def page(form: ListExportForm, values: dict[str, Any]) -> str:
            list_url = _with_query(url_for(back, **values))
            return render_template("export_list.html", form=form, title=title, back=list_url)

        def show(unit: UnitOfWork, **values: Any) -> ResponseReturnValue:
            lister(unit, **values)
            return page(ListExportForm(), values)

        def export(unit: UnitOfWork, **values: Any) -> ResponseReturnValue:
            form, file = ListExportForm(), lister(unit, **values)
            if not form.validate():
                return page(form, values), 422
            return _sealed(unit, file, form)

        name = lister.__name__
        blueprint.add_url_rule(address, f"show_{name}", needs(permission)(show), methods=["GET"])
        blueprint.add_url_rule(address, name, needs(permission)(export), methods=["POST"])
        return lister

    return decorate


def _sealed(unit: UnitOfWork, file: ListFile, form: ListExportForm) -> ResponseReturnValue:
    rows = list(file.rows())
    unit.note("export_list", "register", None, list=file.name, rows=len(rows), reason=form.reason.data)
    inside = {f"{file.name}.csv": csv_bytes(file.columns, rows)}
    return sealed_response(f"{file.name}-{unit.today.isoformat()}", inside, form.password.data)


def _with_query(url: str) -> str:
    """Return an address with the query of this page: the filters stay on the way there and back."""
    query = request.query_string.decode("utf-8", "replace")
    return f"{url}?{query}" if query else url
