"""What no public page may show is found however it is written, and nothing else is."""

import pytest

from development.errors import NotForPublic
from development.rules.forbidden import check_publishable, find_forbidden
from development.rules.words import ForbiddenKind


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("身份证11010519491231002X。", ForbiddenKind.ID_NUMBER),
        ("ID 110105194912310021 (wrong check digit, shown all the same)", ForbiddenKind.ID_NUMBER),
        ("１１０１０５１９４９１２３１００２Ｘ", ForbiddenKind.ID_NUMBER),
        ("110105 19491231 002X", ForbiddenKind.ID_NUMBER),
        ("110105<b>19491231</b>002X", ForbiddenKind.ID_NUMBER),
        ("旧号110105491231002", ForbiddenKind.ID_NUMBER),
        ("请拨打13800000000联系", ForbiddenKind.PHONE),
        ("+86 138-0000-0000", ForbiddenKind.PHONE),
        ("008613800000000", ForbiddenKind.PHONE),
        ("138\u200b0000\u200b0000", ForbiddenKind.PHONE),
        ("&#49;3800000000", ForbiddenKind.PHONE),
        ('<a href="https://example.org/13800000000">here</a>', ForbiddenKind.PHONE),
        ("13800000000 13900000000", ForbiddenKind.PHONE),
        ("卡号6222021234567890123", ForbiddenKind.CARD_NUMBER),
        ("1234567890123456", ForbiddenKind.CARD_NUMBER),
        ("4111 1111 1111 1111", ForbiddenKind.CARD_NUMBER),
    ],
)
def test_numbers_of_people_are_found(text: str, kind: ForbiddenKind) -> None:
    assert kind in {finding.kind for finding in find_forbidden(text)}


@pytest.mark.parametrize(
    "text",
    [
        "热线12317，监督电话0791-86555555",
        "国开发〔2020〕6号，2026年6月15日",
        "2026.06.15-2026.06.20",
        "2026-06-15 2026-06-20",
        "2023 2024 2025 2026",
        "1,250,000.50 元",
        "<p>360121</p><p>100201</p><p>000001</p>",
        "第1380号",
        "",
    ],
)
def test_dates_hotlines_and_amounts_may_be_shown(text: str) -> None:
    assert not list(find_forbidden(text))


def test_a_refusal_names_the_field_and_shows_only_the_end_of_the_number() -> None:
    with pytest.raises(NotForPublic) as caught:
        check_publishable(title_en="Notice", body_zh="<p>请拨打13812345678</p>")
    assert caught.value.field == "body_zh"
    assert caught.value.params["found"] == "•••••••5678"


def test_a_clean_page_may_be_published() -> None:
    check_publishable(title_en="Training in June", body_en="<p>Call the county office on 12317.</p>")
