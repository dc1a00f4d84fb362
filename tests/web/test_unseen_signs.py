"""Signs that no page can show are taken out of what people send; the database and the pages never see them."""

import pytest
from wtforms import IntegerField, StringField

from web.forms import FilterForm, Form, MoneyField
from web.requests import seen


class NameForm(Form):
    name = StringField()


class WordsFilter(FilterForm):
    words = StringField()


class AmountForm(Form):
    amount = MoneyField()
    number = IntegerField()


@pytest.fixture
def untokened(app):
    app.config["WTF_CSRF_ENABLED"] = False
    return app


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("a\x00b", "ab"), ("\x1b[31mred", "[31mred"), ("a\x7f\x9fb", "ab"), ("\ufdd0\ufffe\U0010ffff", ""),
        ("x\ud800", "x"),
        ("abc\u202egnp.exe", "abcgnp.exe"), ("a\vb\fc\x85d\u2028e", "a\nb\nc\nd\ne"),
        ("张三\t李四\r\n", "张三\t李四\r\n"), ("👩‍👩‍👧‍👦 \ue000 ئۇيغۇرچە\u200f", "👩‍👩‍👧‍👦 \ue000 ئۇيغۇرچە\u200f"),
    ],
)  # fmt: skip
def test_only_what_nobody_sees_goes(typed, kept):
    assert seen(typed) == kept


def test_a_form_keeps_what_can_be_seen(untokened):
    with untokened.test_request_context("/", method="POST", data={"name": " a\x00b\x1b "}):
        form = NameForm()
        assert form.validate()
        assert form.name.data == "ab"


def test_a_filter_and_a_password_do_too(untokened):
    with untokened.test_request_context("/?words=a%00b"):
        assert WordsFilter().words.data == "ab"


def test_a_page_takes_a_nul_without_breaking(client_as):
    answer = client_as("county_officer").client.get("/registry/households?words=%00&q=%00")
    assert answer.status_code == 200


@pytest.mark.parametrize("path", ["/registry/profiles/a%00b/text", "/registry/%1b", "/p/%00"])
def test_an_address_with_an_unseen_sign_leads_nowhere(client_as, path):
    assert client_as("county_officer").client.get(path).status_code == 404


@pytest.mark.parametrize("number", ["9" * 400, "9223372036854775808", "-" + "9" * 30])
def test_a_number_beyond_what_is_kept_is_refused_at_its_field(untokened, number):
    with untokened.test_request_context("/", method="POST", data={"number": number}):
        form = AmountForm()
        assert not form.validate()
        assert len(form.number.errors) == 1


@pytest.mark.parametrize("typed", ["-1", "00123", "12.5", "nonsense"])
def test_an_amount_comes_back_as_it_was_typed(untokened, typed):
    with untokened.test_request_context("/", method="POST", data={"amount": typed}):
        assert f'value="{typed}"' in AmountForm().amount()
