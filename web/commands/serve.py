"""`holdfast serve`, `holdfast worker`, `holdfast reindex`."""

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from ipaddress import ip_address

import click
from flask import url_for

from config import ROOT, Settings
from registry.operations.users import sync_roles
from web.commands.children import Child, free_port, supervise
from web.commands.support import application, command_actor, emit, json_option, rejections, services, units
from web.roles import all_grants
from web.services import missing_pdf_parts

DEFAULT_ADDRESS = "http://127.0.0.1:8000"
THREADS = 8


def register(cli: click.Group) -> None:
    """Add the commands."""
    for command in (serve, worker, reindex):
        cli.add_command(command)


@dataclass(frozen=True, slots=True)
class Place:
    """Where the platform is served."""

    host: str
    port: int

    @property
    def address(self) -> str:
        shown = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{'127.0.0.1' if self.host == '0.0.0.0' else shown}:{self.port}"  # noqa: S104 - read, not bound

    @property
    def is_loopback(self) -> bool:
        try:
            return ip_address(self.host).is_loopback
        except ValueError:
            return self.host == "localhost"


@click.command()
@click.option("--demo", is_flag=True, help="Fill an empty register with the demo and show its log-ins.")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", type=click.IntRange(1, 65_535), default=8000, show_default=True)
@click.option("--workers", type=click.IntRange(1, 64), default=2, show_default=True, help="Web server processes.")
@json_option
def serve(demo: bool, host: str, port: int, workers: int, as_json: bool) -> None:
    """Serve the platform, with its worker, until Ctrl-C."""
    place = find_place(host, port)
    with rejections(as_json):
        prepare(demo)
    logins = log_ins() if demo else []
    here = services()
    here.engine.dispose()
    database = here.engine.url.render_as_string(hide_password=False)
    environment = {} if here.settings.database_url else {"DATABASE_URL": database}
    environment |= serving_environment(here.settings, place, demo)
    web = Child([sys.executable, "-m", "gunicorn", *gunicorn_options(place, workers), "wsgi:app"], environment)
    beside = Child([sys.executable, "-m", "web.commands", "worker"], environment)
    sys.exit(supervise(web, beside, lambda: announce(place, logins, as_json), (place.host, place.port)))


def find_place(host: str, wanted: int) -> Place:
    """Return where to serve: the wanted port, or the next free one."""
    port = free_port(host, wanted)
    if port is None:
        raise click.UsageError(f"No free port from {wanted} on at {host}.")
    if port != wanted:
        click.echo(f"Port {wanted} is taken; using {port}.", err=True)
    return Place(host, port)


def prepare(demo: bool) -> None:
    """Bring the database up to date, load the demo where it is wanted, and say what will not work here."""
    click.echo("Preparing the database …", err=True)
    with units().begin(command_actor("serve")) as unit:
        sync_roles(unit, all_grants())
    if demo:
        from web.demo import load_demo  # noqa: PLC0415 - only the demo needs it

        click.echo("Loading the demo …", err=True)
        load_demo(services(), lambda line: click.echo(line, err=True))
    for problem in missing_pdf_parts():
        click.echo(problem, err=True)
    if not services().settings.stripe_secret_key:
        click.echo("No Stripe key is set: payments go by bank transfer alone.", err=True)


def log_ins() -> list[dict[str, str]]:
    """Return the demo's log-ins, each with the page that it begins with."""
    from web.account.views.own import HOMES  # noqa: PLC0415
    from web.demo import demo_logins  # noqa: PLC0415

    homes = dict(HOMES)
    with application().test_request_context():
        return [
            {
                "kind": one.kind,
                "login": one.login,
                "password": one.password,
                "home": url_for(homes[one.login]),
            }
            for one in demo_logins()
        ]


def serving_environment(settings: Settings, place: Place, demo: bool) -> dict[str, str]:
    """Return what the served processes are told on top of this process's environment."""
    told = {}
    if settings.base_url == DEFAULT_ADDRESS:
        told["HOLDFAST_BASE_URL"] = place.address
    if demo:
        told |= {"HOLDFAST_DEMO": "1", "HOLDFAST_SECOND_FACTOR": "0"}
        if place.is_loopback:  # served without HTTPS, where a secure cookie would never come back
            told["HOLDFAST_COOKIES_SECURE"] = "0"
    return told


def gunicorn_options(place: Place, workers: int) -> list[str]:
    """Return the web server's options."""
    bind = f"[{place.host}]:{place.port}" if ":" in place.host else f"{place.host}:{place.port}"
    options = f"--worker-class gthread --threads {THREADS} --workers {workers} --timeout 120 --graceful-timeout 10"
    return [*options.split(), "--no-control-socket", "--log-level", "warning", "--chdir", str(ROOT), "--bind", bind]


def announce(place: Place, logins: Sequence[Mapping[str, str]], as_json: bool) -> None:
    """Say where the platform is and, in the demo, who can log in."""
    lines = [f"Holdfast is at {place.address} (Ctrl-C stops it)."]
    if logins:
        heading = {"kind": "Kind of user", "login": "Log-in", "password": "Password", "home": "Home page"}
        rows = [heading, *logins]
        widths = {key: max(len(row[key]) for row in rows) for key in heading}
        lines += ["  " + "  ".join(f"{row[key]:{widths[key]}}" for key in heading).rstrip() for row in rows]
    emit({"address": place.address, "logins": list(logins)}, as_json, *lines)
    sys.stdout.flush()


@click.command()
@json_option
def worker(as_json: bool) -> None:
    """Carry out what waits in the outbox until stopped."""
    from web.jobs import run_worker  # noqa: PLC0415 - the queue is needed here alone

    with rejections(as_json):
        run_worker(services())
    emit({"worker": "stopped"}, as_json)


@click.command()
@json_option
def reindex(as_json: bool) -> None:
    """Rebuild the search index from the database."""
    from web import jobs  # noqa: PLC0415
    from workflows.index_documents import KINDS  # noqa: PLC0415

    with rejections(as_json):
        count = jobs.reindex(services(), KINDS)
    emit({"documents": count}, as_json)
