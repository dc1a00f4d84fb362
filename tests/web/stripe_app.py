"""An application that takes cards: the real SDK talks to the stand-in."""

from pathlib import Path

from flask import Flask
from sqlalchemy import Engine

from foundation.clock import FixedClock
from tests.builders.world import NOW
from tests.stripe_stand_in import StripeStandIn
from tests.web.conftest import make_settings
from web.factory import create_app


def make_stripe_app(engine: Engine, instance: Path, stripe_side: StripeStandIn) -> Flask:
    """Return an application like that of the `app` fixture, with Stripe set up."""
    settings = make_settings(
        engine.url.render_as_string(hide_password=False),
        instance,
        stripe_secret_key=stripe_side.secret_key,
        stripe_webhook_secret=stripe_side.webhook_secret,
        stripe_api_base=stripe_side.base_url,
    )
    made = create_app(settings, FixedClock(NOW))
    made.config.update(TESTING=True, RATELIMIT_ENABLED=False, PROPAGATE_EXCEPTIONS=True)
    return made
