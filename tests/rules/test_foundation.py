"""Money, identity numbers, permissions, scope, paging: the words every room speaks."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.actor import VISITOR, Actor, system_actor
from foundation.errors import Forbidden, Invalid
from foundation.identifiers import id_check_character, is_credit_code, mask, masked_name, parse_id_number
from foundation.money import FULL_BPS, Money, sum_money
from foundation.paging import Page, PageRequest
from foundation.permissions import Permission
from foundation.scope import covers
from foundation.vault import VaultKeys, vault

shares = st.lists(st.integers(0, FULL_BPS), min_size=1, max_size=6).map(
    lambda cuts: [b - a for a, b in zip([0, *sorted(cuts)], [*sorted(cuts), FULL_BPS], strict=True)]
)


@given(minor=st.integers(0, 10**12), parts=shares)
def test_a_split_always_adds_up_to_the_whole(minor: int, parts: list[int]) -> None:
    split = Money(minor).split(parts)
    assert sum_money(split) == Money(minor)
    assert all(abs(part.minor - minor * bps / FULL_BPS) <= 1 for part, bps in zip(split[:-1], parts[:-1], strict=True))


def test_the_premium_of_deyang_rice_is_split_to_the_cent() -> None:
    parts = Money(4950).split([4500, 2700, 300, 2500])
    assert [part.minor for part in parts] == [2228, 1337, 149, 1236]


def test_shares_that_do_not_add_up_are_refused() -> None:
    with pytest.raises(ValueError, match="9999"):
        Money(100).split([5000, 4999])


@pytest.mark.parametrize(
    ("text", "minor"),
    [("12.50", 1250), ("1,250.5", 125050), (" 0 ", 0), ("-3", -300), ("1，000", 100000)],
)
def test_amounts_are_read_as_people_write_them(text: str, minor: int) -> None:
    assert Money.parse(text).minor == minor


@pytest.mark.parametrize("text", ["", "abc", "1.234", "nan", "Infinity", "1e400000x"])
def test_what_is_no_amount_is_refused(text: str) -> None:
    with pytest.raises(Invalid):
        Money.parse(text)


def test_a_currency_without_decimals_has_none() -> None:
    assert Money.parse("250", "JPY").minor == 250
    with pytest.raises(Invalid):
        Money.parse("2.5", "JPY")


def test_currencies_are_never_mixed() -> None:
    with pytest.raises(ValueError, match="CNY"):
        Money(1) + Money(1, "EUR")


def test_the_sample_of_the_standard_is_valid_and_its_neighbour_is_not() -> None:
    found = parse_id_number("11010519491231002x")
    assert found is not None
    assert (found.born_on, found.is_male, found.division) == (date(1949, 12, 31), False, "110105")
    assert parse_id_number("110105194912310021") is None
    assert parse_id_number("11010519491331002X") is None
    assert parse_id_number("1101051949123100") is None


@given(st.integers(0, 10**17 - 1))
def test_one_wrong_digit_is_always_noticed(number: int) -> None:
    digits = f"{number:017d}"
    check = id_check_character(digits)
    changed = str((int(digits[5]) + 1) % 10)
    assert id_check_character(digits[:5] + changed + digits[6:]) != check


def test_credit_codes_carry_their_check_character() -> None:
    assert is_credit_code("91350100M000100Y43")
    assert not is_credit_code("91350100M000100Y44")
    assert not is_credit_code("I1350100M000100Y43")


def test_masks_keep_the_end_and_names_keep_the_surname() -> None:
    assert mask("13812345678") == "•••••••5678"
    assert masked_name("陈桂英") == "陈○○"
    assert masked_name("") == ""


def test_a_permission_has_three_parts() -> None:
    with pytest.raises(ValueError, match="room:thing:verb"):

        class Wrong(Permission):
            READ = "read"


def test_an_actor_may_what_it_holds_and_the_system_may_all() -> None:
    actor = Actor(1, "a", frozenset({"casework:lead:read"}))
    actor.require("casework:lead:read")
    with pytest.raises(Forbidden):
        actor.require("casework:lead:verify")
    assert system_actor("job").may("anything:at:all")
    assert not VISITOR.may("registry:household:read")


def test_an_area_covers_what_lies_below_and_nothing_beside() -> None:
    actor = Actor(1, "a", areas=("36.3601.360121.",))
    assert covers(actor, "36.3601.360121.360121100.")
    assert not covers(actor, "36.3601.360122.")
    assert not covers(actor, "36.3601.3601210.")


def test_pages_count_from_one() -> None:
    page: Page[int] = Page([1, 2], total=102, number=3, size=50)
    assert (page.page_count, page.first, page.last) == (3, 101, 102)
    assert PageRequest(number=0, size=10_000).limit == 200
    assert PageRequest(number=0).offset == 0


def test_a_blind_index_is_stable_and_a_cipher_is_not() -> None:
    assert vault().blind_index("x") == vault().blind_index("x") != vault().blind_index("y")
    assert vault().encrypt("x") != vault().encrypt("x")
    assert vault().decrypt(vault().encrypt("身份证")) == "身份证"
    with pytest.raises(ValueError, match="32"):
        VaultKeys.from_secret("short")
