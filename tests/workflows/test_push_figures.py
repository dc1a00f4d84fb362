"""Figures go out to those who subscribed to them, each as they may see them."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from foundation.actor import system_actor
from foundation.clock import FixedClock
from foundation.unit_of_work import Units
from registry.errors import AlreadySubscribed, OutsideArea, SubscriptionNotFound
from registry.models import Message, User
from registry.operations.messages import end_subscription, mark_all_read, mute_subscription, subscribe
from registry.operations.statistics import request_round
from registry.rules.messages import Cadence, Topic
from reports.bulletin.figures import count_figures
from reports.bulletin.tables import place_tables
from reports.pushed_figures.rows import read_topic
from tests.builders.world import NOW, TODAY, TOWNSHIP_A, VILLAGE_A
from web.letters import compose_digest
from workflows.freeze_statistics import freeze_statistics
from workflows.push_figures import push_figures

ACTOR = system_actor("test")


@pytest.fixture
def area(units, world):
    with units.begin(ACTOR, read_only=True) as unit:
        return world.actor(unit, "county_officer").areas[0]


def push(units):
    return push_figures(units, ACTOR, read_topic, compose_digest("https://holdfast.example"))


def on(units, days):
    return Units(units.open_session, FixedClock(NOW + timedelta(days=days)))


def subscribed(units, world, login, topic, region_path, **more):
    with units.begin(ACTOR) as unit:
        unit.actor = world.actor(unit, login)
        return subscribe(unit, topic, region_path, Cadence.DAILY, **{"by_mail": False, **more}).subscription_id


def inbox(units, world, login):
    with units.begin(ACTOR, read_only=True) as unit:
        own = select(Message).where(Message.user_id == world.users[login]).order_by(Message.id)
        return list(unit.session.scalars(own))


def values(message):
    return {figure["label"]: figure["value"] for figure in message.figures}


def test_each_reader_of_a_role_gets_the_figures_of_their_own_scope(units, world, area):
    subscribed(units, world, "county_officer", Topic.LEADS, area, role_name="caseworker")
    subscribed(units, world, "county_officer", Topic.REGISTER, area)
    assert push(units).messages == 3
    (mine,) = inbox(units, world, "county_officer")
    assert values(mine)["in the register"] == len(world.households)
    assert len(inbox(units, world, "caseworker")) == len(inbox(units, world, "other_caseworker")) == 1


def test_whoever_may_not_see_small_numbers_gets_them_hidden(units, world, area):
    for login in ("analyst", "county_officer"):
        for topic in (Topic.COLOURS, Topic.REGISTER):
            subscribed(units, world, login, topic, VILLAGE_A)
    push(units)
    assert [None in values(message).values() for message in inbox(units, world, "county_officer")] == [False, False]
    hidden, register = inbox(units, world, "analyst")
    assert set(values(hidden).values()) <= {None, 0} and set(values(register).values()) == {None}
    push(on(units, 1))
    assert len(inbox(units, world, "analyst")) == 2, "what is hidden is no news either"


def test_a_reader_whose_role_may_not_see_a_topic_gets_nothing(units, world, area):
    subscribed(units, world, "county_officer", Topic.COLOURS, area, role_name="caseworker")
    assert push(units).messages == 0
    assert inbox(units, world, "caseworker") == []


def test_pushing_twice_a_day_sends_once(units, world, area):
    subscribed(units, world, "county_officer", Topic.REGISTER, area)
    assert push(units).messages == 1
    assert push(units).subscriptions == 0


def test_a_message_that_would_repeat_an_unread_one_is_not_written(units, world, area):
    subscribed(units, world, "county_officer", Topic.REGISTER, area)
    push(units)
    assert push(on(units, 1)).messages == 0
    with units.begin(ACTOR) as unit:
        unit.actor = world.actor(unit, "county_officer")
        assert mark_all_read(unit) == 1
    assert push(on(units, 2)).messages == 1
    assert inbox(units, world, "county_officer")[-1].figures[0]["change"] == 0


def test_whoever_muted_what_the_role_gets_is_left_in_peace_and_may_come_back(units, world, area):
    number = subscribed(units, world, "county_officer", Topic.LEADS, area, role_name="caseworker")
    for is_muted in (True, False):
        with units.begin(ACTOR) as unit:
            unit.actor = world.actor(unit, "caseworker")
            mute_subscription(unit, number, is_muted=is_muted)
        push(on(units, 1 if is_muted else 2))
        assert len(inbox(units, world, "caseworker")) == (0 if is_muted else 1)


def test_an_ended_subscription_brings_nothing(units, world, area):
    number = subscribed(units, world, "county_officer", Topic.REGISTER, area)
    with units.begin(ACTOR) as unit:
        unit.actor = world.actor(unit, "county_officer")
        end_subscription(unit, number)
        with pytest.raises(SubscriptionNotFound):
            end_subscription(unit, number)
    assert push(units).subscriptions == 0


def test_nobody_subscribes_outside_their_area_or_twice_or_ends_what_is_anothers(units, world, area):
    number = subscribed(units, world, "county_officer", Topic.REGISTER, area)
    with pytest.raises(AlreadySubscribed):
        subscribed(units, world, "county_officer", Topic.REGISTER, area)
    with pytest.raises(OutsideArea):
        subscribed(units, world, "caseworker", Topic.LEADS, area)
    with pytest.raises(SubscriptionNotFound), units.begin(ACTOR) as unit:
        unit.actor = world.actor(unit, "supervisor")
        end_subscription(unit, number)


def test_a_letter_a_day_tells_the_figures_in_the_readers_language_and_names_nobody(units, world, area):
    with units.begin(ACTOR) as unit:
        unit.session.get(User, world.users["county_officer"]).email = "officer@county.example"
        unit.session.get(User, world.users["county_officer"]).language = "en"
    subscribed(units, world, "county_officer", Topic.REGISTER, area, by_mail=True)
    subscribed(units, world, "county_officer", Topic.LEADS, area, by_mail=True)
    letters = []

    def compose(user, messages):
        letters.append(compose_digest("https://holdfast.example")(user, messages))
        return letters[-1]

    assert push_figures(units, ACTOR, read_topic, compose).letters == 1
    assert push_figures(units, ACTOR, read_topic, compose).letters == 0
    (letter,) = letters
    assert letter.to == "officer@county.example" and letter.subject == "Holdfast: 2 new messages with figures"
    assert f"in the register: {len(world.households)} households" in letter.text
    assert "https://holdfast.example/account/messages" in letter.text
    assert not any(code in letter.text for code in world.households)


def frozen(units, world, area, name="Spring", login="county_officer"):
    with units.begin(ACTOR) as unit:
        unit.actor = world.actor(unit, login)
        level = "township" if area == TOWNSHIP_A else "county"
        told = {"name": name, "reason": "report", "tables": place_tables(["colour"], level), "with_measures": False}
        round_id = request_round(unit, region_path=area, as_of=TODAY, **told).round_id
    freeze_statistics(units, ACTOR, round_id, count_figures)
    return round_id


def told_rounds(units, world, login):
    return [message.round_id for message in inbox(units, world, login)]


def test_a_frozen_round_is_told_to_the_role_once_and_never_again(units, world, area):
    subscribed(units, world, "county_officer", Topic.ROUNDS, area, role_name="county_officer")
    number = frozen(units, world, area)
    assert push(units).messages == 1
    assert told_rounds(units, world, "county_officer") == [number]
    assert [push(on(units, days)).messages for days in (0, 1, 2)] == [0, 0, 0]
    other = frozen(on(units, 2), world, area, "Summer")
    assert push(on(units, 3)).messages == 1
    assert told_rounds(units, world, "county_officer") == [number, other]


def test_whoever_subscribes_twice_is_told_of_a_round_once(units, world, area):
    subscribed(units, world, "county_officer", Topic.ROUNDS, area, role_name="county_officer")
    subscribed(units, world, "county_officer", Topic.ROUNDS, TOWNSHIP_A)
    number = frozen(units, world, area)
    assert push(units).messages == 1
    assert told_rounds(units, world, "county_officer") == [number]


def test_a_round_from_before_the_subscription_or_not_yet_frozen_is_no_news(units, world, area):
    frozen(units, world, area)
    later = on(units, 1)
    subscribed(later, world, "county_officer", Topic.ROUNDS, area)
    with later.begin(ACTOR) as unit:
        unit.actor = world.actor(unit, "county_officer")
        told = {"name": "Autumn", "reason": "report", "tables": place_tables(["colour"], "county")}
        request_round(unit, region_path=area, as_of=TODAY, with_measures=False, **told)
    assert push(later).messages == 0


def test_nobody_is_told_of_a_round_that_they_could_not_open(units, world, area):
    subscribed(units, world, "county_officer", Topic.ROUNDS, area, role_name="township_reviewer")
    subscribed(units, world, "county_officer", Topic.ROUNDS, area, role_name="caseworker")
    frozen(units, world, area)
    number = frozen(units, world, TOWNSHIP_A)
    push(units)
    assert told_rounds(units, world, "township_reviewer") == [number]
    assert inbox(units, world, "caseworker") == []


def test_the_letter_names_the_round_and_its_day(units, world, area):
    with units.begin(ACTOR) as unit:
        user = unit.session.get(User, world.users["county_officer"])
        user.email, user.language = "officer@county.example", "en"
    subscribed(units, world, "county_officer", Topic.ROUNDS, area, by_mail=True)
    frozen(units, world, area)
    letters = []

    def compose(user, messages):
        letters.append(compose_digest("https://holdfast.example")(user, messages))
        return letters[-1]

    assert push_figures(units, ACTOR, read_topic, compose).letters == 1
    assert "Frozen rounds of statistics · 试验县\n  Spring, as of 2026-06-15" in letters[0].text
