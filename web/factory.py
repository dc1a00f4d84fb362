"""The application factory: settings in, application out."""

from datetime import timedelta
from importlib import import_module
from typing import Any

from flask import Flask, g, url_for
from flask_login import current_user

from config import ROOT, Settings
from foundation.actor import VISITOR
from foundation.clock import Clock, local_date
from web.access import access_of, load_session_user
from web.api.setup import register_api
from web.errors import register_errors
from web.extensions import babel, bootstrap, compress, csrf, db, limiter, login_manager
from web.filters import label, register_filters
from web.hits import hit_kind, hit_url
from web.languages import current_language, language_links, remember_language
from web.navigation import navigation_for
from web.requests import SeenRequest, refuse_unseen_paths
from web.roles import RoleName
from web.security import csp_nonce, protect
from web.services import EXTENSION, build_services, database_url, services

SLICES = (
    "public",
    "account",
    "registry",
    "collection",
    "monitoring",
    "casework",
    "development",
    "insurance",
    "marketplace",
    "incentives",
    "ledger",
    "reports",
    "statistics",
    "hooks",
)
OPEN_ENDPOINTS = frozenset({"static", "bootstrap.static"})
MAX_UPLOAD_BYTES = 100 * 1024 * 1024


class UnguardedEndpoint(RuntimeError):
    """An endpoint that nobody decided about."""


def create_app(settings: Settings, clock: Clock | None = None) -> Flask:
    """Make the application.

    Raises: UnguardedEndpoint when a view has neither `@needs`, `@signed_in` nor `@public`.
    """
    app = Flask(
        "holdfast",
        root_path=str(ROOT),
        template_folder=str(ROOT / "templates"),
        static_folder=str(ROOT / "web" / "static"),
        instance_path=str(settings.instance_path),
    )
    app.request_class = SeenRequest
    app.config.update(flask_config(settings))
    app.jinja_env.add_extension("jinja2.ext.do")
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    _start_extensions(app)
    with app.app_context():
        app.extensions[EXTENSION] = build_services(settings, db.engine, clock)
    register_filters(app)
    register_errors(app)
    app.add_template_filter(hit_url)
    app.add_template_filter(hit_kind)
    app.context_processor(page_context)
    app.before_request(refuse_unseen_paths)
    app.after_request(protect)
    app.after_request(remember_language)
    register_slices(app)
    register_api(app)
    refuse_unguarded(app)
    return app


def flask_config(settings: Settings) -> dict[str, Any]:
    """Return what Flask and its extensions need to know."""
    return {
        "SECRET_KEY": settings.secret_key,
        "SQLALCHEMY_DATABASE_URI": database_url(settings),
        "SQLALCHEMY_ENGINE_OPTIONS": {"pool_pre_ping": True, "pool_size": 10, "max_overflow": 10},
        "BABEL_DEFAULT_LOCALE": "en",
        "BABEL_DEFAULT_TIMEZONE": "Asia/Shanghai",
        "BABEL_TRANSLATION_DIRECTORIES": str(ROOT / "translations"),
        "BOOTSTRAP_SERVE_LOCAL": True,
        "COMPRESS_ALGORITHM": ["br", "gzip"],
        "SEND_FILE_MAX_AGE_DEFAULT": timedelta(hours=1),
        "MAX_CONTENT_LENGTH": MAX_UPLOAD_BYTES,
        "SESSION_COOKIE_SECURE": settings.cookies_secure,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "REMEMBER_COOKIE_SECURE": settings.cookies_secure,
        "REMEMBER_COOKIE_SAMESITE": "Lax",
        "PERMANENT_SESSION_LIFETIME": timedelta(minutes=settings.session_minutes),
        "WTF_CSRF_TIME_LIMIT": None,
        "RATELIMIT_STORAGE_URI": settings.rate_limit_storage,
        "TEMPLATES_AUTO_RELOAD": False,
    }


def register_slices(app: Flask) -> None:
    """Register each slice's blueprint with the views that its `views` module adds to it."""
    for name in SLICES:
        import_module(f"web.{name}.views")
        app.register_blueprint(import_module(f"web.{name}").blueprint)


def refuse_unguarded(app: Flask) -> None:
    """Stop an application in which somebody forgot to say who may enter."""
    forgotten = sorted(
        endpoint
        for endpoint, view in app.view_functions.items()
        if endpoint not in OPEN_ENDPOINTS and access_of(view) is None
    )
    if forgotten:
        raise UnguardedEndpoint(f"put @needs, @signed_in or @public on: {', '.join(forgotten)}")


def page_context() -> dict[str, Any]:
    """Return what every page's frame needs; a page that failed before its unit opened gets the visitor's frame."""
    is_signed_in = g.get("unit") is not None and current_user.is_authenticated
    actor = current_user.actor if is_signed_in else VISITOR
    here = services()
    return {
        "csp_nonce": csp_nonce,
        "language": current_language(),
        "languages": language_links(),
        "navigation": navigation_for(actor),
        "actor": actor,
        "actor_name": actor.name,
        "signed_in": is_signed_in,
        "role_label": " · ".join(label(RoleName(role)) for role in actor.roles),
        "home_url": url_for("account.home") if is_signed_in else url_for("public.front"),
        "search_url": url_for("registry.search") if actor.may("registry:search:use") else url_for("public.search"),
        "account_url": url_for("account.show_account"),
        "messages_url": url_for("account.list_messages"),
        "unread_messages": current_user.unread_messages if is_signed_in else 0,
        "login_url": url_for("account.show_log_in"),
        "logout_url": url_for("account.log_out"),
        "is_demo": here.settings.is_demo,
        "today": local_date(here.units.clock.now()),
    }


def _start_extensions(app: Flask) -> None:
    db.init_app(app)
    csrf.init_app(app)
    babel.init_app(app, locale_selector=current_language)
    bootstrap.init_app(app)
    compress.init_app(app)
    limiter.init_app(app)
    login_manager.init_app(app)
    login_manager.user_loader(load_session_user)
