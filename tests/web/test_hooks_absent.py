"""Where no card provider is set up, nobody can post notices."""

from flask import Flask


def test_without_stripe_there_is_no_such_door(app: Flask) -> None:
    assert app.test_client().post("/hooks/stripe", data=b"{}").status_code == 404
    assert app.test_client().get("/hooks/stripe").status_code == 405
