"""Offers of help, requests, goods, donations and the public market."""

from web.marketplace.views import (
    counties,
    donations,
    drawing,
    enterprise,
    giving,
    goods,
    market,
    offers,
    recommending,
    requests,
)

__all__ = [
    "counties",
    "donations",
    "drawing",
    "enterprise",
    "giving",
    "goods",
    "market",
    "offers",
    "recommending",
    "requests",
]
