"""What the web hands to the floors below: units of work and the gateways, chosen by the settings.

This is the only file of the web that knows `gateways`.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from argon2 import PasswordHasher
from flask import current_app
from sqlalchemy import Engine
from sqlalchemy.orm import Session, sessionmaker

from config import Settings
from foundation.clock import Clock, SystemClock
from foundation.ports import (
    FileStore,
    FlowSolver,
    FormCompiler,
    Mailer,
    PaymentGateway,
    PdfRenderer,
    RecordLinker,
    SearchIndex,
)
from foundation.unit_of_work import Units
from foundation.vault import VaultKeys, install_keys
from gateways.bank_transfer import BankTransfer
from gateways.duckdb_columnar import DuckdbColumnar
from gateways.embedded_postgres import normalise_url, start_embedded_postgres
from gateways.files import FolderFiles
from gateways.mail import FolderMailer, SmtpMailer
from gateways.ortools_flow import OrtoolsFlow
from gateways.pyxform_forms import PyxformCompiler
from gateways.splink_linker import SplinkLinker
from gateways.stripe_payments import StripePayments
from gateways.weasyprint_pdf import WeasyprintRenderer, missing_parts
from gateways.whoosh_index import WhooshIndex
from monitoring.snapshot_run import SnapshotStore
from registry.rules.passwords import LockoutPolicy

EXTENSION = "holdfast"


@dataclass(frozen=True)
class Services:
    """Everything a view, a command or a job may need from outside."""

    settings: Settings
    engine: Engine
    units: Units
    search: SearchIndex
    pdf: PdfRenderer
    mail: Mailer
    payments: Mapping[str, PaymentGateway]
    files: FileStore
    flow_solver: FlowSolver
    linker: RecordLinker
    form_compiler: FormCompiler
    snapshots: SnapshotStore
    hasher: PasswordHasher
    lockout: LockoutPolicy


def database_url(settings: Settings) -> str:
    """Return the address of the database, starting the embedded server when none is given."""
    if settings.database_url:
        return normalise_url(settings.database_url)
    return start_embedded_postgres(settings.postgres_path)


def build_services(settings: Settings, engine: Engine, clock: Clock | None = None) -> Services:
    """Choose and make every gateway."""
    install_keys(VaultKeys.from_secret(settings.encryption_secret))
    open_session = sessionmaker(engine, class_=Session, expire_on_commit=False)
    return Services(
        settings=settings,
        engine=engine,
        units=Units(open_session, clock or SystemClock()),
        search=WhooshIndex(settings.search_path),
        pdf=WeasyprintRenderer(),
        mail=SmtpMailer(settings.mail_url) if settings.mail_url else FolderMailer(settings.mail_path),
        payments=payment_gateways(settings),
        files=FolderFiles(settings.files_path),
        flow_solver=OrtoolsFlow(),
        linker=SplinkLinker(),
        form_compiler=PyxformCompiler(),
        snapshots=SnapshotStore(settings.snapshot_path, DuckdbColumnar()),
        hasher=PasswordHasher(memory_cost=settings.argon2_memory_kib, time_cost=2, parallelism=1),
        lockout=LockoutPolicy(settings.login_attempts, settings.lockout_minutes),
    )


def payment_gateways(settings: Settings) -> dict[str, PaymentGateway]:
    """Return the ways to pay by name: bank transfer always, Stripe when its key is set."""
    bank = BankTransfer(settings.bank_account_holder, settings.bank_name, settings.bank_account_number)
    gateways: dict[str, PaymentGateway] = {bank.name: bank}
    if settings.stripe_secret_key:
        stripe = StripePayments(
            settings.stripe_secret_key, settings.stripe_webhook_secret or "", settings.stripe_api_base
        )
        gateways[stripe.name] = stripe
    return gateways


def missing_pdf_parts() -> list[str]:
    """Return what printing lacks on this machine, in words; nothing when PDFs will be quick and whole."""
    return missing_parts()


def services() -> Services:
    """Return the running app's services."""
    found: Services = current_app.extensions[EXTENSION]
    return found
