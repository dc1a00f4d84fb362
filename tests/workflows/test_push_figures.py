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
from registry.rules.messages import Cadence, Topic
from reports.pushed_figures.rows import read_topic
from tests.builders.world import NOW
from web.letters import compose_digest
from workflows.push_figures import push_figures

ACTOR = system_actor("test")
VILLAGE_A = "36.3601.360121.360121100.360121100001."


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
