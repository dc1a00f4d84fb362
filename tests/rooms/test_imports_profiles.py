"""Profiles written on screen, the further fields of regions that they read, and trying them on a sample."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import insert, text

from registry.models import ExtraField, ImportRun
from registry.operations.imports import (
    commit_import,
    find_known_profile,
    find_profile,
    list_usable_profiles,
    stage_import,
)
from registry.operations.imports.profiles import shipped_text
from registry.operations.imports.stored_profiles import create_profile, offer_profile, retire_profile, save_profile
from registry.operations.imports.trying import try_profile
from registry.queries.profiles import (
    find_stored_profile,
    get_profile_version,
    list_profile_versions,
    list_stored_profiles,
)
from registry.rules.imports.errors import (
    ProfileChanged,
    ProfileInvalid,
    ProfileNameTaken,
    ProfileNameWrong,
    ProfileNotFound,
    ProfilePlaceMissing,
)
from registry.rules.words_imports import OnDuplicate, StagedEntity
from tests.builders.world import COUNTY, TODAY, TOWNSHIP_A, TOWNSHIP_B
from tests.rooms.imports_kit import GOOD, HEADINGS, VILLAGE_A, VILLAGE_B, ImportKit, issues_of, outcomes, params_of

TEXT = """
[[sheet]]
entity = "household"
column = [
  { name = "code", field = "code" },
  { name = "village", field = "village_code" },
  { name = "class", field = "household_class" },
]
"""


@pytest.fixture
def kit(tmp_path):
    return ImportKit(tmp_path)


@pytest.fixture
def officer(unit, world):
    unit.actor = world.actor(unit, "county_officer")
    return unit


def further(key, kind="number", entity="household", region_path=COUNTY, **more):
    return {
        "key": key,
        "entity": entity,
        "kind": kind,
        "question_en": f"{key}?",
        "question_zh": f"{key}？",
        "region_path": region_path,
        "valid_from": date(2020, 1, 1),
        "created_at": datetime(2026, 1, 1, tzinfo=UTC),
        "created_by": "test",
        "unit": "",
        "options": [],
        **more,
    }


def define(unit, *rows):
    for row in rows:
        unit.session.execute(insert(ExtraField).values(**row))


def extended(*columns):
    lines = "".join(f"  {column},\n" for column in columns)
    return TEXT.rstrip().removesuffix("]") + lines + "]\n"


def test_a_profile_is_begun_saved_in_versions_and_used(officer, kit):
    assert create_profile(officer, "ours", TEXT, copied_from="county").version == 1
    saved = save_profile(
        officer, "ours", TEXT.replace('"class"', '["class", "类"]'), seen_version=1, remark="the new sheet"
    )
    assert saved.version == 2
    profile = find_known_profile(officer, "ours")
    assert (profile.version, profile.sheets[0].columns[2].names) == (2, ("class", "类"))
    assert find_known_profile(officer, "ours", 1).sheets[0].columns[2].names == ("class",)
    stored = find_stored_profile(officer, "ours")
    assert [(row.number, row.remark) for row in list_profile_versions(officer, stored)] == [
        (2, "the new sheet"),
        (1, ""),
    ]
    file = kit.raw("a.csv", f"code,village,类\nN1,{VILLAGE_A},ordinary\n".encode())
    staged = stage_import(officer, profile, [file], on_duplicate=OnDuplicate.UPDATE)
    run = officer.session.get_one(ImportRun, staged.run_id)
    assert (run.profile, run.profile_version, outcomes(staged)["household"]) == ("ours", 2, {"new": 1})
    assert [note.action for note in officer.notes][:2] == ["create_profile", "save_profile"]


def test_two_people_who_save_at_the_same_time_do_not_overwrite_one_another(officer):
    create_profile(officer, "ours", TEXT)
    save_profile(officer, "ours", TEXT, seen_version=1)
    with pytest.raises(ProfileChanged):
        save_profile(officer, "ours", TEXT, seen_version=1)


@pytest.mark.parametrize("name", ["", "a", "Ours", "our-s", "../x", "1st", "x" * 41, "户"])
def test_a_name_is_small_letters_digits_and_low_lines(officer, name):
    with pytest.raises(ProfileNameWrong):
        create_profile(officer, name, TEXT)


def test_a_name_is_taken_once_and_never_a_shipped_ones(officer):
    create_profile(officer, "ours", TEXT)
    for name in ("ours", "county"):
        with pytest.raises(ProfileNameTaken):
            create_profile(officer, name, TEXT)
    assert officer.session.scalar(text("select 1")) == 1


def test_a_wrong_profile_is_never_saved(officer):
    create_profile(officer, "ours", TEXT)
    for wrong in ("sheet = [", "", TEXT.replace("village_code", "villages")):
        with pytest.raises(ProfileInvalid):
            save_profile(officer, "ours", wrong, seen_version=1)
    assert find_stored_profile(officer, "ours").version == 1


def test_a_profile_serves_its_region_and_those_below_and_is_changed_by_its_own(unit, world, officer):
    create_profile(officer, "ours", TEXT)
    reviewer = world.actor(unit, "township_reviewer")
    unit.actor = reviewer
    assert "ours" in {profile.name for profile in list_usable_profiles(unit)}
    with pytest.raises(ProfileNotFound):
        save_profile(unit, "ours", TEXT, seen_version=1)
    create_profile(unit, "township", TEXT)
    unit.actor = world.actor(unit, "other_caseworker")
    assert [row.name for row in list_stored_profiles(unit)] == ["ours"]
    with pytest.raises(ProfileNotFound):
        find_known_profile(unit, "township")
    unit.actor = world.actor(unit, "enterprise")
    with pytest.raises(ProfilePlaceMissing):
        create_profile(unit, "theirs", TEXT)


def test_a_retired_profile_is_offered_no_more_and_can_be_offered_again(officer):
    create_profile(officer, "ours", TEXT)
    retire_profile(officer, "ours")
    assert list_stored_profiles(officer) == []
    assert [row.name for row in list_stored_profiles(officer, with_retired=True)] == ["ours"]
    offer_profile(officer, "ours")
    assert [row.name for row in list_stored_profiles(officer)] == ["ours"]


def test_a_copy_of_a_shipped_profile_reads_like_it(officer):
    create_profile(officer, "ours", shipped_text("county"), copied_from="county")
    ours, theirs = find_known_profile(officer, "ours"), find_known_profile(officer, "county")
    assert ours.sheets == theirs.sheets
    stored = find_stored_profile(officer, "ours")
    assert get_profile_version(officer, stored).text == shipped_text("county")


def test_a_further_field_gives_its_kind_codes_and_limits_to_the_column(officer, kit):
    options = [{"code": "t", "en": "Tap", "zh": "水龙头"}, {"code": "w", "en": "Well", "zh": "水井"}]
    define(
        officer,
        further("hens", "whole", low=0, high=100),
        further("tap", "code", options=options),
        further("since", "date"),
    )
    columns = (
        '{ name = "hens", extra = "hens" }',
        '{ name = "tap", extra = "tap" }',
        '{ name = "since", extra = "since" }',
    )
    create_profile(officer, "ours", extended(*columns))
    rows = [
        f"N1,{VILLAGE_A},ordinary,7,水龙头,2024-01-31",
        f"N2,{VILLAGE_A},ordinary,101,w,",
        f"N3,{VILLAGE_A},ordinary,1.5,pump,",
    ]
    file = kit.raw("a.csv", ("code,village,class,hens,tap,since\n" + "\n".join(rows) + "\n").encode())
    staged = stage_import(officer, find_known_profile(officer, "ours"), [file], on_duplicate=OnDuplicate.UPDATE)
    told = {(code, row, column) for code, _, row, column in issues_of(officer, staged) if code != "head_missing"}
    assert told == {("out_of_range", 3, "hens"), ("not_whole", 4, "hens"), ("not_in_list", 4, "tap")}
    commit_import(officer, staged.run_id, allow_partial=True)
    extra = officer.session.execute(text("select extra from household where code = 'N1'")).scalar_one()
    assert extra == {"hens": 7, "tap": "t", "since": "2024-01-31"}


def test_a_key_that_no_region_defines_is_refused_with_the_way_out(officer):
    define(officer, further("hens"), further("gone", valid_to=date(2024, 1, 1)), further("child", entity="person"))
    for key in ("cocks", "gone", "child"):
        with pytest.raises(ProfileInvalid) as caught:
            create_profile(officer, "ours", extended(f'{{ name = "x", extra = "{key}" }}'))
        assert f"no region here defines “{key}”. Define it under further fields, or give the column a type" in str(
            caught.value
        )


def test_each_region_holds_its_rows_against_its_own_definition(officer, kit):
    define(
        officer,
        further("hens", "whole", region_path=COUNTY, high=100),
        further("hens", "whole", region_path=TOWNSHIP_B, high=10),
        further("ducks", "whole", region_path=TOWNSHIP_A),
    )
    create_profile(
        officer, "ours", extended('{ name = "hens", extra = "hens" }', '{ name = "ducks", extra = "ducks" }')
    )
    rows = [f"N1,{VILLAGE_A},ordinary,50,1", f"N2,{VILLAGE_B},ordinary,50,", f"N3,{VILLAGE_B},ordinary,5,1"]
    file = kit.raw("a.csv", ("code,village,class,hens,ducks\n" + "\n".join(rows) + "\n").encode())
    staged = stage_import(officer, find_known_profile(officer, "ours"), [file], on_duplicate=OnDuplicate.UPDATE)
    told = {(code, row, column) for code, _, row, column in issues_of(officer, staged) if code != "head_missing"}
    assert told == {("out_of_range", 3, "hens"), ("field_not_asked", 4, "ducks")}
    assert params_of(officer, staged, "field_not_asked") == [{"key": "ducks"}]
    assert outcomes(staged)["household"] == {"new": 1, "refused": 2}


def test_a_profile_in_a_file_may_read_further_fields_too(officer, kit):
    define(officer, further("hens"))
    path = kit.raw("mine.toml", extended('{ name = "hens", extra = "hens" }').encode()).path
    assert find_profile(str(path), officer).further_keys == {(StagedEntity.HOUSEHOLD, "hens")}
    with pytest.raises(ProfileInvalid):
        find_profile(str(path))


def test_an_old_village_code_is_taken_as_the_present_one_and_told(officer, kit):
    officer.session.execute(
        text("""insert into region (code, name, level, parent_code, path, valid_to, successor_code)
                values ('360121100299', '老村', 'village', '360121100', '36.3601.360121.360121100.360121100299.',
                        '2020-01-01', '360121100201')""")
    )
    staged = kit.stage(officer, [kit.csv("households", ["N1,360121100299,一般户,"])])
    assert params_of(officer, staged, "village_old") == [{"value": "360121100299", "now": "360121100201"}]
    commit_import(officer, staged.run_id, allow_partial=False)
    assert (
        officer.session.execute(text("select village_code from household where code = 'N1'")).scalar_one()
        == "360121100201"
    )


def test_a_sample_shows_what_each_column_becomes_and_what_is_wrong(kit):
    rows = [*GOOD["members"], "N3,1,谁,户主,x,1990-02-30,,"]
    trial = try_profile(find_profile("county"), kit.csv("members", [*rows, ""]), TODAY)
    (part,) = trial.parts
    assert (part.entity, part.rows, trial.issues) == ("person", 4, [])
    assert {heading: column.field.name for heading, column in part.found}["证件号码"] == "id_number"
    assert "民族" in {column.names[0] for column in part.absent}
    assert {(issue.code, issue.row, issue.column) for issue in part.issues} == {
        ("not_in_list", 5, "性别"),
        ("date_impossible", 5, "出生日期"),
    }
    first = {field.name: value for field, value in part.records[0].values}
    assert (first["name"], first["sex"], first["id_number"]) == ("张三", "female", "•" * 14 + "002X")
    assert [record.is_refused for record in part.records] == [False, False, False, True]


def test_a_year_in_one_row_is_shown_as_the_lines_that_it_becomes(kit):
    file = kit.raw("yearly.csv", "户编号,年度,工资性收入(元),转移性收入(元),多余\nN1,2025,100,200,x\n".encode())
    income, _spending = try_profile(find_profile("county"), file, TODAY).parts
    shown = [{field.name: value for field, value in record.values} for record in income.records]
    assert [(one["source"], one["amount"]) for one in shown] == [("wage", 10_000), ("transfer", 20_000)]
    assert income.ignored == ("多余",)


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("households.csv", b"", "file_empty"),
        ("households.csv", b"%PDF-1.7", "file_unreadable"),
        ("households.xlsx", b"PK\x03\x04", "file_unreadable"),
        ("households.parquet", b"a,b\n", "name_misleads"),
        ("holiday.csv", b"a,b\n1,2\n", "file_not_matched"),
    ],
)
def test_a_sample_that_cannot_be_read_is_told(kit, name, content, code):
    trial = try_profile(find_profile("county"), kit.raw(name, content), TODAY)
    assert [issue.code for issue in trial.issues] == [code]


def test_a_sample_without_the_right_headings_says_which_are_missing(kit):
    (part,) = try_profile(find_profile("county"), kit.raw("households.csv", b"a,b\n1,2\n"), TODAY).parts
    assert {issue.code for issue in part.issues} == {"header_missing"}
    assert HEADINGS["households"].split(",")[0] in {column.names[0] for column in part.absent}
