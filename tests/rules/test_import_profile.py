"""Profiles: the shipped ones hold, and a wrong one is refused with the sheet and the key named."""

import copy

import pytest

from registry.operations.imports import find_profile, list_profiles
from registry.rules.imports.errors import ProfileInvalid, ProfileNotFound
from registry.rules.imports.profile_reading import read_profile
from registry.rules.words_imports import StagedEntity

MONEY = {
    "entity": "income",
    "column": [
        {"name": "code", "field": "household_code"},
        {"name": "day", "field": "received_on"},
        {"name": "kind", "field": "source"},
        {"name": "yuan", "field": "amount", "unit": "yuan"},
    ],
}
HOUSEHOLD = {
    "entity": "household",
    "column": [{"name": ["户编号", "code"], "field": "code"}, {"name": "land", "field": "land_mu", "unit": "mu"}],
}


def problems(*sheets):
    with pytest.raises(ProfileInvalid) as caught:
        read_profile("mine", {"sheet": list(sheets)})
    return [message % params for message, params in caught.value.problems]


def changed(sheet, change):
    sheet = copy.deepcopy(sheet)
    change(sheet)
    return sheet


def test_the_shipped_profiles_can_be_read_and_are_named_in_both_languages():
    profiles = list_profiles()
    assert "county" in {profile.name for profile in profiles}
    assert all(profile.title("zh") and profile.title("en") for profile in profiles)


def test_the_county_profile_covers_every_kind_of_record():
    assert {sheet.entity for sheet in find_profile("county").sheets} == set(StagedEntity)


def test_a_correct_profile_is_read():
    profile = read_profile("mine", {"sheet": [HOUSEHOLD, MONEY]})
    assert [sheet.number for sheet in profile.sheets] == [1, 2]
    assert profile.sheets[0].columns[0].names == ("户编号", "code")


@pytest.mark.parametrize(
    ("change", "place", "key"),
    [
        (lambda s: s["column"][1].update(field="lend"), "sheet 1 (household): land", "field"),
        (lambda s: s["column"][1].update(unit="km"), "sheet 1 (household): land", "unit"),
        (lambda s: s["column"][1].pop("unit"), "sheet 1 (household): land", "unit"),
        (lambda s: s["column"][0].update(unit="mu"), "sheet 1 (household): 户编号", "unit"),
        (lambda s: s["column"][1].update(colour="red"), "sheet 1 (household): land", "colour"),
        (lambda s: s["column"][1].update(name="code"), "sheet 1 (household)", "name"),
        (lambda s: s["column"][1].update(field="code", unit=None), "sheet 1 (household)", "field"),
        (lambda s: s["column"].pop(0), "sheet 1 (household)", "column"),
        (lambda s: s["column"][1].update(dates="month"), "sheet 1 (household): land", "dates"),
        (lambda s: s["column"][1].update(codes={"x": "y"}), "sheet 1 (household): land", "codes"),
        (lambda s: s.update(constant={"household_class": "rich"}), "sheet 1 (household)", "household_class"),
        (lambda s: s.update(constant={"land_mu": 3}), "sheet 1 (household)", "land_mu"),
        (lambda s: s.update(only={"name": "x"}), "sheet 1 (household)", "only"),
        (lambda s: s["column"].append({"name": "x", "extra": "tap"}), "sheet 1 (household): x", "extra"),
        (
            lambda s: s["column"].append({"name": "=x", "field": "debt", "unit": "yuan"}),
            "sheet 1 (household): =x",
            "name",
        ),
        (lambda s: s["column"][1].update(unit=["mu"]), "sheet 1 (household): land", "unit"),
        (lambda s: s["column"][1].update(dates=[]), "sheet 1 (household): land", "dates"),
        (lambda s: s["column"][1].update(required="no"), "sheet 1 (household): land", "required"),
        (lambda s: s.update(column={"name": "x"}), "sheet 1 (household)", "column"),
        (lambda s: s.update(entity=["household"]), "sheet 1", "entity"),
        (
            lambda s: s["column"].append({"name": "x", "extra": "no good", "type": "flag"}),
            "sheet 1 (household): x",
            "extra",
        ),
        (lambda s: s["column"].append({"name": "x"}), "sheet 1 (household): x", "field"),
        (lambda s: s.update(entity="village"), "sheet 1", "entity"),
        (lambda s: s.update(colour="red"), "sheet 1 (household)", "colour"),
    ],
)
def test_a_wrong_profile_is_refused_with_sheet_and_key(change, place, key):
    assert any(problem.startswith(f"{place}, {key}:") for problem in problems(changed(HOUSEHOLD, change)))


def test_every_problem_is_told_at_once():
    wrong = changed(
        HOUSEHOLD, lambda s: (s["column"][1].update(unit="km"), s["column"].append({"name": "x", "field": "y"}))
    )
    assert len(problems(wrong)) == 2


def test_a_word_mapped_to_two_values_is_refused():
    sheet = changed(
        HOUSEHOLD,
        lambda s: s["column"].append(
            {"name": "class", "field": "household_class", "codes": {"A": "ex_poor", "ａ": "ordinary"}}
        ),
    )
    assert "mapped twice" in problems(sheet)[0]


def test_two_wide_columns_that_would_make_one_record_are_refused():
    def widen(sheet):
        sheet["column"][2:] = [
            {"name": name, "field": "amount", "unit": "yuan", "constant": {"source": "wage"}} for name in ("a", "b")
        ]

    assert "the same record" in problems(changed(MONEY, widen))[0]


def test_members_without_numbers_need_a_required_id_number():
    columns = [{"name": "code", "field": "household_code"}, {"name": "id", "field": "id_number"}]
    sheet = {"entity": "person", "column": columns}
    assert "nothing fills “code”" in problems(sheet)[0]
    columns[1]["required"] = True
    assert read_profile("mine", {"sheet": [sheet]}).sheets


def test_a_profile_without_sheets_or_with_a_misspelt_key_is_refused():
    with pytest.raises(ProfileInvalid, match="at least one"):
        read_profile("mine", {})
    with pytest.raises(ProfileInvalid, match="no such key"):
        read_profile("mine", {"sheets": [], "sheet": [HOUSEHOLD]})


def test_a_file_that_is_no_toml_and_a_name_nobody_knows_are_refused(tmp_path):
    broken = tmp_path / "broken.toml"
    broken.write_text("sheet = [", encoding="utf-8")
    with pytest.raises(ProfileInvalid, match="no TOML"):
        find_profile(str(broken))
    with pytest.raises(ProfileNotFound):
        find_profile("nobody")
    with pytest.raises(ProfileNotFound):
        find_profile("../profiles/county")


def test_a_profile_of_ones_own_is_found_by_its_path(tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text(
        '[[sheet]]\nentity = "household"\n[[sheet.column]]\nname = "code"\nfield = "code"\n', encoding="utf-8"
    )
    assert find_profile(str(path)).name == "mine"


@pytest.mark.parametrize(
    ("stem", "sheet", "entity"),
    [
        ("households", None, "household"),
        ("2025年农户信息", None, "household"),
        ("家庭成员", None, "person"),
        ("anything", "Members", "person"),
        ("收入明细", None, "income"),
        ("spending_2025", None, "spending"),
        ("x", "突发事件", "event"),
    ],
)
def test_names_of_files_and_sheets_decide_what_they_hold(stem, sheet, entity):
    parts = [part.entity for part in find_profile("county").sheets if part.matches(stem, sheet)]
    assert parts == [StagedEntity(entity)]
