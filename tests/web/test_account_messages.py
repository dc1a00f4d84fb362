"""The inbox and what comes into it, on the pages."""

from datetime import timedelta

from sqlalchemy import update

from foundation.actor import system_actor
from registry.models import Subscription
from registry.operations.messages import subscribe
from registry.operations.statistics import request_round
from registry.rules.messages import Cadence, Topic
from reports.bulletin.figures import count_figures
from reports.bulletin.tables import place_tables
from reports.pushed_figures.rows import read_topic
from tests.builders.world import TODAY
from tests.web.lint import plain
from web.letters import compose_digest
from workflows.freeze_statistics import freeze_statistics
from workflows.push_figures import push_figures

ACTOR = system_actor("test")


def subscribed(units, world, login="county_officer", topic=Topic.COLOURS):
    with units.begin(ACTOR) as unit:
        unit.actor = world.actor(unit, login)
        area = unit.actor.areas[0]
        subscribe(unit, topic, area, Cadence.DAILY, by_mail=False)
    push_figures(units, ACTOR, read_topic, compose_digest(""))
    return area


def test_figures_arrive_are_counted_in_the_frame_and_are_marked_read(client_as, units, world):
    subscribed(units, world)
    officer = client_as("county_officer")
    page = plain(officer.get("/account/messages"))
    assert ": 1 unread" in page and "Households by colour" in page and "Red" in page
    officer.post("/account/messages/read", {})
    page = plain(officer.get("/account/messages"))
    assert "unread" not in page.replace("Unread", "") and "Households by colour" in page
    assert "No messages." in plain(officer.get("/account/messages?state=unread"))


def test_every_topic_leads_to_a_live_page(client_as, units, world):
    for topic in (Topic.COLOURS, Topic.CHANGES, Topic.LEADS, Topic.REGISTER, Topic.IMPORTS):
        subscribed(units, world, topic=topic)
    officer = client_as("county_officer")
    page = officer.get("/account/messages")
    links = [part.split('"')[0].replace("&amp;", "&") for part in page.text.split('is-secondary" href="')[1:]]
    assert len(links) == 6, "what comes, and one live page a topic"
    for link in links:
        officer.get(link)


def test_a_frozen_round_arrives_by_its_name_with_the_way_to_it(client_as, units, world):
    area = subscribed(units, world, topic=Topic.ROUNDS)
    with units.begin(ACTOR) as unit:
        unit.actor = world.actor(unit, "county_officer")
        told = {"name": "Half-yearly figures", "reason": "report", "tables": place_tables(["colour"], "county")}
        round_id = request_round(unit, region_path=area, as_of=TODAY, with_measures=False, **told).round_id
    freeze_statistics(units, ACTOR, round_id, count_figures)
    with units.begin(ACTOR) as unit:
        unit.session.execute(update(Subscription).values(served_on=TODAY - timedelta(days=1)))
    push_figures(units, ACTOR, read_topic, compose_digest(""))
    officer = client_as("county_officer")
    page = officer.get("/account/messages?topic=rounds")
    assert "Half-yearly figures, as of 15 June 2026" in plain(page)
    assert f'href="/statistics/rounds/{round_id}"' in page.text
    officer.get(f"/statistics/rounds/{round_id}")


def test_nobody_reads_anothers_messages(client_as, units, world):
    subscribed(units, world)
    assert "No messages." in plain(client_as("supervisor").get("/account/messages"))
    client_as("supervisor").post("/account/messages/1/read", {}, status=404)


def test_one_subscribes_and_ends_it(client_as, units, world):
    officer = client_as("county_officer")
    with units.begin(ACTOR, read_only=True) as unit:
        area = world.actor(unit, "county_officer").areas[0]
    data = {"topic": "leads", "region": area, "cadence": "weekly", "by_mail": "y"}
    officer.post("/account/subscriptions", data)
    page = officer.get("/account/subscriptions")
    assert "Every Monday" in plain(page)
    assert "come already" in plain(officer.post("/account/subscriptions", data, status=422))
    end = page.text.split('action="/account/subscriptions/')[1].split('"')[0]
    officer.post(f"/account/subscriptions/{end}", {})
    assert "Nothing comes yet." in plain(officer.get("/account/subscriptions"))


def test_a_role_is_subscribed_and_its_holder_opts_out(client_as, units, world):
    officer = client_as("county_officer")
    with units.begin(ACTOR, read_only=True) as unit:
        area = world.actor(unit, "county_officer").areas[0]
    officer.post(
        "/account/role-subscriptions", {"role": "caseworker", "topic": "leads", "region": area, "cadence": "daily"}
    )
    assert "Caseworker" in plain(officer.get("/account/role-subscriptions"))
    worker = client_as("caseworker")
    page = worker.get("/account/subscriptions")
    mute = page.text.split('action="/account/subscriptions/')[1].split('"')[0]
    assert mute.endswith("/mute")
    worker.post(f"/account/subscriptions/{mute}", {})
    assert "Let it come again" in plain(worker.get("/account/subscriptions"))


def test_those_without_figures_are_told_so(client_as):
    assert "no figures for your role" in plain(client_as("enterprise").get("/account/subscriptions"))


def test_the_address_and_language_of_letters_are_ones_own_to_change(client_as):
    worker = client_as("caseworker")
    worker.post("/account/contact", {"email": "worker@county.example", "language": "en"})
    assert "worker@county.example" in plain(worker.get("/account/"))
    worker.post("/account/contact", {"email": "not an address", "language": "en"}, status=422)
