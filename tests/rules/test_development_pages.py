"""What a page must have, and how its text is cleaned."""

from dataclasses import replace

import pytest

from development.errors import BadPage, NotForPublic
from development.rules.pages import PageDraft, clean_html, plain_words, prepare_page
from development.rules.words import PageKind

DRAFT = PageDraft("rice-training", PageKind.NOTICE, "Rice training", "水稻培训", "Come on Monday.", "周一来。")


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("One.\n\nTwo\nlines & more.", "<p>One.</p>\n<p>Two<br>lines &amp; more.</p>"),
        ("<p>Hello <strong>you</strong></p>", "<p>Hello <strong>you</strong></p>"),
        ("<p onclick='x()'>Hi<script>alert(1)</script></p>", "<p>Hi</p>"),
        ('<p style="color:red">Hi<img src=x onerror=alert(1)></p>', "<p>Hi</p>"),
        ('<p><a href="javascript:alert(1)">x</a></p>', '<p><a rel="noopener noreferrer">x</a></p>'),
        (
            '<p><a href="https://example.org">x</a></p>',
            '<p><a href="https://example.org" rel="noopener noreferrer">x</a></p>',
        ),
        ("a < b and <script>", "<p>a &lt; b and &lt;script&gt;</p>"),
    ],
)
def test_text_is_cleaned_to_simple_markup(text: str, clean: str) -> None:
    assert clean_html(text) == clean


def test_a_prepared_page_is_clean_and_trimmed() -> None:
    ready = prepare_page(replace(DRAFT, title_en="  Rice \n training "))
    assert (ready.title_en, ready.body_en) == ("Rice training", "<p>Come on Monday.</p>")
    assert plain_words(ready.body_en) == "Come on Monday."


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"slug": "Rice Training"}, "slug"),
        ({"slug": "-rice"}, "slug"),
        ({"slug": "a" * 81}, "slug"),
        ({"title_en": " "}, "title_en"),
        ({"title_zh": "字" * 161}, "title_zh"),
        ({"body_en": "<p> </p><script>x</script>"}, "body_en"),
        ({"body_zh": ""}, "body_zh"),
        ({"household_id": 5}, "kind"),
    ],
)
def test_a_page_that_lacks_something_is_refused_at_its_field(change: dict[str, object], field: str) -> None:
    with pytest.raises(BadPage) as caught:
        prepare_page(replace(DRAFT, **change))
    assert caught.value.field == field


def test_a_page_with_a_phone_number_is_refused() -> None:
    with pytest.raises(NotForPublic):
        prepare_page(replace(DRAFT, body_zh="电话 138 0000 0000"))


def test_a_story_may_be_about_a_household() -> None:
    assert prepare_page(replace(DRAFT, kind=PageKind.STORY, household_id=5)).household_id == 5
