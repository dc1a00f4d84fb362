"""A NUL in a text: the field says so, and filters take it for nothing; the database never sees it."""

from wtforms import StringField

from web.forms import FilterForm, Form


class NameForm(Form):
    name = StringField()


class WordsFilter(FilterForm):
    words = StringField()


def test_a_text_with_a_nul_is_refused_at_its_field(app):
    app.config["WTF_CSRF_ENABLED"] = False
    with app.test_request_context("/", method="POST", data={"name": "a\x00b"}):
        form = NameForm()
        assert not form.validate()
        assert len(form.name.errors) == 1
    with app.test_request_context("/", method="POST", data={"name": " ab "}):
        form = NameForm()
        assert form.validate()
        assert form.name.data == "ab"


def test_a_filter_with_a_nul_filters_nothing(app):
    with app.test_request_context("/?words=a%00b"):
        assert WordsFilter().words.data == ""


def test_a_page_takes_a_nul_without_breaking(client_as):
    answer = client_as("county_officer").client.get("/registry/households?words=%00&q=%00")
    assert answer.status_code == 200
