"""Logging in, being locked out, the second factor, and where people land."""

import pyotp
from flask import Flask

from foundation.actor import system_actor
from foundation.unit_of_work import Units
from registry.models import User
from registry.operations.users import enrol_second_factor
from tests.builders.world import NOW, PASSWORD, World
from tests.web.conftest import ClientAs
from tests.web.lint import LintClient, plain


def test_a_visitor_is_sent_to_the_log_in_page_and_back(client_as: ClientAs) -> None:
    visitor = client_as("visitor")
    answer = visitor.get("/account/users", status=302)
    assert answer.location.startswith("/account/log-in?next=")
    landed = visitor.post(answer.location, {"login": "administrator", "password": PASSWORD})
    assert landed.location == "/account/users"


def test_a_wrong_password_and_an_unknown_name_read_the_same(client_as: ClientAs) -> None:
    wrong = client_as("visitor").post("/account/log-in", {"login": "auditor", "password": "x" * 12}, status=422)
    unknown = client_as("visitor").post("/account/log-in", {"login": "nobody", "password": "x" * 12}, status=422)
    sentence = "the account is locked for a while"
    assert sentence in plain(wrong) and sentence in plain(unknown)


def test_five_failures_lock_the_account_even_for_the_right_password(client_as: ClientAs) -> None:
    visitor = client_as("visitor")
    for _attempt in range(5):
        visitor.post("/account/log-in", {"login": "auditor", "password": "wrong-password"}, status=422)
    visitor.post("/account/log-in", {"login": "auditor", "password": PASSWORD}, status=422)


def test_another_site_is_never_the_place_to_go_on_to(client_as: ClientAs) -> None:
    for evil in ("https://evil.example/", "//evil.example/", "/\\evil.example"):
        answer = client_as("visitor").post("/account/log-in", {"login": "auditor", "password": PASSWORD, "next": evil})
        assert answer.location == "/account/home"


def test_a_second_factor_is_asked_for_and_a_code_works_once(client_as: ClientAs, units: Units, world: World) -> None:
    secret = pyotp.random_base32()
    code = pyotp.TOTP(secret).at(NOW)
    with units.begin(system_actor("test")) as unit:
        enrol_second_factor(unit, world.users["auditor"], secret, code)
    first = client_as("visitor")
    assert first.post("/account/log-in", {"login": "auditor", "password": PASSWORD}).location == "/account/log-in/code"
    first.get("/account/", status=302)
    first.post("/account/log-in/code", {"code": "000000"}, status=422)
    assert first.post("/account/log-in/code", {"code": code}).location == "/account/home"
    second = client_as("visitor")
    second.post("/account/log-in", {"login": "auditor", "password": PASSWORD})
    second.post("/account/log-in/code", {"code": code}, status=422)


def test_a_new_password_ends_every_other_session(client_as: ClientAs) -> None:
    here, there = client_as("auditor"), client_as("auditor")
    here.post("/account/password", {"old_password": PASSWORD, "new_password": "another-long-password"})
    there.get("/account/", status=302)


def test_closing_an_account_ends_its_sessions(client_as: ClientAs, world: World) -> None:
    auditor = client_as("auditor")
    client_as("administrator").post(f"/account/users/{world.users['auditor']}/close")
    auditor.get("/account/", status=302)


def test_an_administrator_adds_a_user_who_can_log_in(client_as: ClientAs, units: Units) -> None:
    form = {
        "login": "new.caseworker",
        "name": "新人",
        "role": "caseworker",
        "region_code": "360121100201",
        "organisation_id": "0",
        "password": "a-first-password",
    }
    administrator = client_as("administrator")
    administrator.get("/account/users/new")
    administrator.post("/account/users/new", form)
    administrator.post("/account/users/new", form, status=422)
    assert "new.caseworker" in plain(administrator.get("/account/users?q=new"))
    with units.begin(system_actor("test"), read_only=True) as unit:
        assert unit.session.query(User).filter_by(login="new.caseworker").count() == 1


def test_staff_must_set_up_a_second_factor_where_it_is_required(app: Flask, client_as: ClientAs) -> None:
    here = app.extensions["holdfast"]
    object.__setattr__(here.settings, "second_factor_required", True)
    auditor = client_as("auditor")
    assert auditor.get("/account/audit", status=302).location == "/account/second-factor"
    auditor.get("/account/second-factor")


def test_pages_carry_the_policy_and_are_never_cached(client_as: ClientAs) -> None:
    answer = client_as("auditor").get("/account/audit")
    assert "default-src 'self'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_a_form_without_its_token_changes_nothing(app: Flask, client_as: ClientAs) -> None:
    auditor: LintClient = client_as("auditor")
    answer = auditor.client.post("/account/log-out", data={})
    assert answer.status_code == 400
    auditor.get("/account/")
