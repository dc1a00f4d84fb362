"""Each part of a page, rendered by itself inside the shell and read by the page lint."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask, render_template_string
from flask_babel import Babel
from flask_bootstrap import Bootstrap5
from flask_wtf import CSRFProtect, FlaskForm
from html5lib import HTMLParser
from werkzeug.datastructures import MultiDict
from wtforms import (
    BooleanField,
    DateField,
    DecimalField,
    FileField,
    RadioField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired
from wtforms.widgets import CheckboxInput, ListWidget

from config import ROOT
from foundation.money import Money
from foundation.paging import Page
from tests.web.lint import page_faults
from web import charts
from web.filters import register_filters

TODAY = date(2026, 11, 23)
HTML = "{http://www.w3.org/1999/xhtml}"
COLOURS = ("red", "orange", "yellow", "green", "unknown", "blue")


class VisitForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    visited_on = DateField("Date", [InputRequired("Give the date.")], description="The day of the visit.")
    place = RadioField(
        "Where?",
        [InputRequired("Choose a place.")],
        choices=[SelectChoice("home", "At home"), SelectChoice("field", "Outside")],
    )
    income = DecimalField("Income", [InputRequired("Give the income.")], render_kw={"data-unit": "yuan"})
    topics = SelectMultipleField(
        "Topics",
        choices=[SelectChoice("work", "Work")],
        widget=ListWidget(),
        option_widget=CheckboxInput(),
        validate_choice=False,
    )
    village = SelectField("Village", choices=[SelectChoice("", "Choose"), SelectChoice("1", "Shuanghe")])
    note = TextAreaField("Note")
    photo = FileField("Photo")
    agreed = BooleanField("The household agreed", [InputRequired("Ask first.")])


class FilterForm(FlaskForm):  # type: ignore[misc]
    class Meta:
        csrf = False

    words = StringField("Name")
    colour = SelectField("Colour", choices=[SelectChoice("", "All"), SelectChoice("red", "Red")])
    overdue = BooleanField("Overdue only")


@pytest.fixture
def app() -> Flask:
    """A small application with the templates, the filters and nothing else of the house."""
    made = Flask("parts", template_folder=str(ROOT / "templates"), static_folder=str(ROOT / "web" / "static"))
    made.config.update(SECRET_KEY="a key for the parts only", BOOTSTRAP_SERVE_LOCAL=True, TESTING=True)
    made.jinja_env.trim_blocks = made.jinja_env.lstrip_blocks = True
    Bootstrap5(made)
    CSRFProtect(made)
    Babel(made, default_locale="en")
    register_filters(made)
    made.add_url_rule("/list/<int:region>", "list", lambda region: "")
    return made


@pytest.fixture
def context(app: Flask) -> Iterator[None]:
    """A request whose address carries a filter."""
    with app.test_request_context("/list/7?colour=red&sort=name&page=3", headers={"Accept-Language": "en"}):
        yield


def draw(body: str, imports: str = "", **values: Any) -> str:
    """Render a page whose content is `body` and fail on anything the lint finds."""
    page = (
        "{% extends 'base.html' %}" + imports + "{% block title %}Part{% endblock %}"
        "{% block content %}" + ("" if "<h1" in body or "h1=" in body else "<h1>Part</h1>") + body + "{% endblock %}"
    )
    html = render_template_string(page.replace("h1=", ""), **values)
    assert page_faults(html) == []
    return html


def use(file: str, names: str) -> str:
    return f"{{% from 'components/{file}.html' import {names} %}}"


def find(html: str, tag: str) -> list[Any]:
    return list(HTMLParser(namespaceHTMLElements=True).parse(html).iter(HTML + tag))


@pytest.mark.usefixtures("context")
class TestShell:
    def test_the_shell_names_its_landmarks_and_the_language(self) -> None:
        entry = SimpleNamespace(label="Today", url="/today", is_current=True)
        languages = [
            SimpleNamespace(code="zh", label="中文", url="?lang=zh", is_current=True),
            SimpleNamespace(code="en", label="English", url="?lang=en", is_current=False),
        ]
        html = draw(
            "", navigation=[entry], languages=languages, signed_in=True, actor_name="Chen", logout_url="/out", is_demo=1
        )
        assert find(html, "html")[0].get("lang") == "zh-Hans"
        assert len(find(html, "main")) == 1
        assert {nav.get("aria-label") for nav in find(html, "nav")} == {"Menu", "Main"}
        assert all(link.get("aria-current") == "page" for link in find(html, "a") if link.get("href") == "/today")
        assert "Demonstration" in html

    def test_the_shell_stands_when_nothing_is_given(self) -> None:
        assert "<main" in draw("")

    @pytest.mark.parametrize("name", ["403", "404", "409", "429", "500"])
    def test_error_pages_have_a_way_back(self, app: Flask, name: str) -> None:
        for detail in (None, "The list was closed."):
            html = app.jinja_env.get_template(f"errors/{name}.html").render(
                status=int(name), detail=detail, url_for=app.url_for, get_flashed_messages=lambda **_: []
            )
            assert page_faults(html) == []
            assert 'href="/"' in html
            assert detail is None or detail in html


@pytest.mark.usefixtures("context")
class TestForms:
    IMPORTS = use("form_page", "form_page, form_section") + use("fields", "field, field_row")

    def form(self, **values: str) -> VisitForm:
        form = VisitForm(MultiDict(values), meta={"csrf": False})
        form.validate()
        return form

    def test_a_fresh_form_has_no_errors_and_its_token(self) -> None:
        html = draw("{{ form_page(form, cancel_url='/') }}", self.IMPORTS, form=VisitForm(formdata=None))
        assert "error-summary" not in html
        assert 'enctype="multipart/form-data"' in html
        assert html.count('name="csrf_token"') == 1

    def test_each_error_is_linked_from_the_summary_and_tied_to_its_field(self) -> None:
        html = draw(
            "{% call form_page(form) %}<input type='hidden' name='csrf_token' value='x'>"
            "{{ form_fields(form) }}{% endcall %}",
            self.IMPORTS + use("fields", "form_fields"),
            form=self.form(income="abc", village="1"),
        )
        ids = {element.get("id") for element in HTMLParser().parse(html).iter() if element.get("id")}
        targets = [link.get("href")[1:] for link in find(html, "a") if link.get("href", "").startswith("#")]
        assert set(targets) - {"content"} == {"visited_on", "place-0", "income", "agreed"}
        assert set(targets) <= ids
        income = next(field for field in find(html, "input") if field.get("name") == "income")
        assert income.get("aria-invalid") == "true"
        assert income.get("aria-describedby") == "income-unit income-error"

    def test_nothing_typed_is_lost_in_a_number_field(self) -> None:
        html = draw("{{ field(form.income) }}", self.IMPORTS, form=self.form(income="12o"))
        income = find(html, "input")[0]
        assert (income.get("type"), income.get("value"), income.get("inputmode")) == ("text", "12o", "decimal")

    def test_only_what_is_not_required_is_marked(self) -> None:
        html = draw("{{ field(form.note) }}{{ field(form.visited_on) }}", self.IMPORTS, form=VisitForm(formdata=None))
        assert html.count("(optional)") == 1

    def test_choices_are_a_fieldset_with_a_legend(self) -> None:
        html = draw(
            "{% call form_section('A') %}{% call field_row() %}{{ field(form.place) }}{{ field(form.topics) }}"
            "{% endcall %}{% endcall %}",
            self.IMPORTS,
            form=VisitForm(formdata=None),
        )
        assert len(find(html, "fieldset")) == len(find(html, "legend")) == 3


@pytest.mark.usefixtures("context")
class TestLists:
    def page(self, number: int = 3, total: int = 1410) -> Page[Any]:
        return Page(
            [SimpleNamespace(id=1, name="<b>Wang"), SimpleNamespace(id=2, name="Li")], total, number, 50, "name"
        )

    def test_sort_links_keep_the_filters_and_leave_the_page(self) -> None:
        html = draw(
            "{% call(row) list_table('Households', [('Name', 'name'), ('Income', 'income', 'number'), ('Case',)],"
            " page.rows, page.sort, select='bulk') %}{{ select_cell('bulk', row.id, row.name) }}"
            "{{ head_cell('Name', row.name, '#') }}{{ cell('Income', none, 'number') }}{{ cell('Case', 0) }}"
            "{% endcall %}"
            "{% call bulk_bar('bulk', '/act') %}{{ button('Assign') }}{% endcall %}",
            use("table", "list_table, head_cell, cell, select_cell")
            + use("bulk_bar", "bulk_bar")
            + use("button", "button"),
            page=self.page(),
        )
        heads = [head for head in find(html, "th") if head.get("scope") == "col"]
        assert [head.get("aria-sort") for head in heads] == [None, "ascending", None, None]
        links = [link.get("href") for head in heads for link in head.iter(HTML + "a")]
        assert links == ["/list/7?colour=red&sort=-name", "/list/7?colour=red&sort=income"]
        assert "<b>Wang" not in html
        assert len(find(html, "tr")) == 3

    @pytest.mark.parametrize(("number", "words"), [(1, "1 to 50"), (3, "101 to 150"), (29, "1,401 to 1,410")])
    def test_paging_says_where_one_is(self, number: int, words: str) -> None:
        html = draw("{{ pagination(page) }}", use("pagination", "pagination"), page=self.page(number))
        assert f"{words} of 1,410" in html
        current = [link for link in find(html, "a") if link.get("aria-current")]
        assert [link.get("href") for link in current] == [f"/list/7?colour=red&sort=name&page={number}"]

    def test_one_page_needs_no_links(self) -> None:
        html = draw("{{ pagination(page) }}", use("pagination", "pagination"), page=self.page(1, 2))
        assert not find(html, "nav")

    def test_a_chip_takes_just_its_own_filter_away(self) -> None:
        form = FilterForm(MultiDict({"colour": "red", "overdue": "y", "words": ""}))
        html = draw("{{ filter_bar(form) }}", use("filter_bar", "filter_bar"), form=form)
        chips = [link.get("href") for link in find(html, "a") if "/list/7" in link.get("href", "")]
        assert chips == ["/list/7?sort=name", "/list/7?colour=red&sort=name", "/list/7?sort=name"]
        assert "2 active" in html

    def test_a_page_may_bring_its_own_filter_fields(self) -> None:
        html = draw(
            "{% call filter_bar([{'label': 'Colour', 'value': 'Red', 'name': 'colour'}]) %}"
            "<label for='q'>Words</label><input id='q' name='q'>{% endcall %}",
            use("filter_bar", "filter_bar"),
        )
        assert "/list/7?sort=name" in html


@pytest.mark.usefixtures("context")
class TestRecords:
    @pytest.mark.parametrize("colour", COLOURS)
    def test_a_colour_is_shape_and_word(self, colour: str) -> None:
        html = draw("{{ risk_badge(colour) }}", use("risk", "risk_badge, risk_word"), colour=colour)
        badge = next(span for span in find(html, "span") if "risk" in (span.get("class") or "").split())
        assert list(badge.iter("{http://www.w3.org/2000/svg}path"))
        assert "".join(badge.itertext()).strip()

    def test_an_unheard_of_colour_is_unknown_and_never_green(self) -> None:
        html = draw("{{ risk_badge('mauve') }}", use("risk", "risk_badge"))
        assert "is-unknown" in html
        assert "Unknown" in html

    def test_the_record_header_brings_the_only_heading(self) -> None:
        html = draw(
            "{% call h1=record_header('Wang', kind='Household 1', state='open', state_kind='active', colour='red',"
            " meta=['Shuanghe'], clock=clock(due, today), back_url='/') %}{{ button_link('Visit', '/visit') }}"
            "{{ post_button('Close', '/close', fields={'a': 1}) }}{% endcall %}",
            use("record_header", "record_header") + use("clock", "clock") + use("button", "button_link, post_button"),
            due=date(2026, 11, 20),
            today=TODAY,
        )
        assert "3 days overdue" in html

    @pytest.mark.parametrize(
        ("due", "done", "words"),
        [
            (date(2026, 11, 23), None, "due today"),
            (date(2026, 11, 24), None, "1 day left"),
            (date(2026, 11, 1), TODAY, "done"),
        ],
    )
    def test_a_clock_speaks_in_words(self, due: date, done: date | None, words: str) -> None:
        html = draw("{{ clock(due, today, done) }}", use("clock", "clock"), due=due, today=TODAY, done=done)
        assert words in html

    def test_shares_add_up_to_the_bar(self) -> None:
        parts = [("County", Money(15_600)), ("Enterprise", Money(3_120)), ("Household", Money(2_081))]
        html = draw("{{ money_bar('Premium', parts) }}", use("money_bar", "money_bar"), parts=parts)
        assert "208.01" in html
        assert "20.81" in html
        widths = [float(part.split('%"')[0]) for part in html.split('width="')[1:] if part.split('"')[0].endswith("%")]
        assert sum(widths[1:]) == pytest.approx(100, abs=0.01)

    def test_a_bar_of_nothing_is_no_error(self) -> None:
        assert "0.00" in draw("{{ money_bar('P', [('A', m)]) }}", use("money_bar", "money_bar"), m=Money(0))

    def test_what_is_not_known_is_said(self) -> None:
        html = draw(
            "{{ facts([('Village', 'Shuanghe'), ('Labour', none), ('Members', 0)]) }}"
            "{% call facts() %}{% call fact('Number', history_url='/h') %}{{ masked('••1234', '/show') }}"
            "{% endcall %}{% endcall %}",
            use("facts", "facts, fact, masked"),
        )
        assert html.count("not known") == 1

    def test_the_story_parts_render(self) -> None:
        entries = [
            SimpleNamespace(
                at=datetime(2026, 11, 23, 1, tzinfo=UTC), who="Chen", what="Visit", why="Monthly", url="/v"
            ),
            {"on": TODAY, "what": "Colour changed"},
        ]
        rows = [
            {"text": "Low income", "value": "4,120", "line": "7,800", "mend": "work", "colour": "orange"},
            {"text": "x"},
        ]
        html = draw(
            "{{ timeline(entries) }}{{ reasons(rows, 'Why') }}"
            "{{ steps([{'label': 'A', 'state': 'done', 'on': today}, {'label': 'B', 'state': 'current'}]) }}"
            "{{ progress('Read', 3, 10) }}{{ progress('Read', 3, 0) }}"
            "{{ tabs([{'label': 'Open', 'url': '/', 'count': 0}], 'Leads') }}"
            "{% call stat_row() %}{{ stat('Red', '42', change=-5, period='last month') }}{{ stat('A', '1') }}"
            "{% endcall %}"
            "{{ check_answers([('Cover', 'Rice', '/c'), ('Phone', none, none)]) }}{{ what_next([('Today', 'x')]) }}"
            "{{ state_pill('open', 'active') }}{{ empty('None yet', 'Because.', 'Start', '/s') }}"
            "{{ notice('Saved', 'success') }}{% call notice(kind='error') %}<p>No</p>{% endcall %}"
            "{% call card_grid() %}{% call card('A', more_url='/') %}"
            "{{ card_list([{'title': 'W', 'url': '/w'}]) }}{% endcall %}{% endcall %}",
            use("timeline", "timeline")
            + use("reasons", "reasons")
            + use("steps", "steps")
            + use("progress", "progress")
            + use("tabs", "tabs")
            + use("stat", "stat, stat_row")
            + use("answers", "check_answers, what_next")
            + use("state", "state_pill")
            + use("empty", "empty")
            + use("notice", "notice")
            + use("card", "card, card_grid, card_list"),
            entries=entries,
            rows=rows,
            today=TODAY,
        )
        assert "5 fewer than last month" in html
        assert "better" in html

    def test_a_confirmation_is_a_form_that_names_the_act(self) -> None:
        html = draw(
            "{{ h1=confirm('Publish the list', 'It stays for 5 days.', 'Publish', '/back', fields={'list': 4}) }}",
            use("confirm", "confirm"),
        )
        assert 'name="list"' in html


@pytest.mark.usefixtures("context")
class TestCharts:
    def check(self, html: str) -> None:
        drawing = next(part for part in html.split("<figure")[1:])
        assert 'role="img"' in drawing
        assert "<title>The finding</title><desc>The summary</desc>" in drawing
        assert len(find(html, "table")) == 1

    def test_bars(self) -> None:
        chart = charts.bars([("Illness", 512), ("Accident", 0)])
        html = draw(
            "{{ bar_chart(c, 'The finding', 'The summary', 'cases') }}", use("charts/bar", "bar_chart"), c=chart
        )
        self.check(html)
        assert chart.bars[0].width_pct == 100

    def test_lines_keep_gaps(self) -> None:
        chart = charts.lines(["Jan", "Feb", "Mar"], [("A", [1, None, 3]), ("B", [1, 2, 3])])
        self.check(draw("{{ line_chart(c, 'The finding', 'The summary') }}", use("charts/line", "line_chart"), c=chart))
        assert len(chart.lines[0].strokes) == 0
        assert len(chart.lines[1].strokes) == 2

    def test_stacked_rows_fill_their_width(self) -> None:
        chart = charts.stacked([("A", [1, 2, 5]), ("B", [0, 0, 0])], [("red", "Red"), ("green", "Green"), ("x", "X")])
        html = draw(
            "{{ stacked_chart(c, 'The finding', 'The summary') }}", use("charts/stacked", "stacked_chart"), c=chart
        )
        self.check(html)
        assert sum(segment.width_pct for segment in chart.rows[0].segments) == pytest.approx(100)

    def test_tiles_shade_what_is_known(self) -> None:
        chart = charts.tile_map(charts.grid_places([("A", 2.0), ("B", 9.8), ("C", None), ("D", 10.0)], 3))
        self.check(draw("{{ tile_map(c, 'The finding', 'The summary') }}", use("charts/tile_map", "tile_map"), c=chart))
        assert [tile.shade for tile in chart.tiles] == [1, 4, 0, 4]
        assert chart.steps[-1][1] >= 10

    @pytest.mark.parametrize(
        "empty", [charts.bars([]), charts.lines([], []), charts.stacked([], []), charts.tile_map([])]
    )
    def test_no_data_is_no_error(self, empty: Any) -> None:
        assert empty.height >= 0

    def test_a_negative_value_is_refused(self) -> None:
        with pytest.raises(ValueError, match="negative"):
            charts.bars([("A", -1)])

    @pytest.mark.parametrize(("top", "last"), [(0, 1), (0.3, 0.3), (7, 8), (400, 400), (1_234_567, 1_500_000)])
    def test_ticks_are_round_and_reach_the_top(self, top: float, last: float) -> None:
        assert charts.nice_ticks(top)[-1] == last


@pytest.mark.usefixtures("context")
def test_a_printed_document_carries_its_styles_and_fetches_nothing() -> None:
    html = render_template_string(
        "{% extends 'pdf/base.html' %}{% from 'components/risk.html' import risk_badge %}"
        "{% block title %}File{% endblock %}{% block content %}<h1>Wang</h1>{{ risk_badge('red') }}{% endblock %}",
        language="zh",
    )
    assert 'lang="zh-Hans"' in html
    assert "@page" in html
    assert "<link" not in html
    assert "url(" not in html
    assert html.count("File") == 2


@pytest.mark.usefixtures("context")
def test_a_letter_is_plain_text() -> None:
    text = render_template_string(
        "{% extends 'email/base.txt' %}{% block body %}A step waits for you.{% endblock %}", name="Chen", home_url="/x"
    )
    assert text.startswith("Dear Chen,\n\nA step waits for you.")
    assert "<" not in text
