"""`holdfast users add`, `holdfast db upgrade`."""

import click

from registry.operations.users import NewUser, add_user, sync_roles
from registry.queries.regions import resolve_code
from web.commands.support import command_actor, emit, json_option, rejections, services, units
from web.roles import RoleName, all_grants


def register(cli: click.Group) -> None:
    """Add the commands."""
    cli.add_command(users)
    cli.add_command(upgrade_database)


@click.group()
def users() -> None:
    """Users who can log in."""


@users.command("add")
@click.argument("login")
@click.option("--name", required=True, help="The name that people see.")
@click.option("--role", required=True, type=click.Choice([role.value for role in RoleName]))
@click.option("--area", help="The code of the region that the role covers.")
@click.option("--language", type=click.Choice(["zh", "en"]), default="zh", show_default=True)
@click.password_option(help="At least 12 characters; asked for when it is not given.")
@json_option
def add(login: str, name: str, role: str, area: str | None, language: str, password: str, as_json: bool) -> None:
    """Add a user with one role."""
    with rejections(as_json), units().begin(command_actor("users add")) as unit:
        sync_roles(unit, all_grants())
        path = resolve_code(unit, area).path if area else None
        new = NewUser(login, name, password, role, path, language=language)
        added = add_user(unit, new, services().hasher)
    emit({"user_id": added.user_id, "login": added.login}, as_json)


@click.command("upgrade")
@json_option
def upgrade_database(as_json: bool) -> None:
    """Bring the database and the default roles up to date."""
    with units().begin(command_actor("upgrade")) as unit:
        sync_roles(unit, all_grants())
    emit({"database": "up to date"}, as_json)
