"""What contradicts the register is never overwritten; one of several is never picked; a doubtful file is stopped."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select, text

from foundation.paging import PageRequest
from registry.models import ImportContradiction, Observation, Person
from registry.operations.imports import commit_import, decide_contradictions
from registry.queries.contradictions import (
    ContradictionFilters,
    count_open_contradictions,
    list_contradictions,
    list_contradictions_of_person,
)
from registry.rules.blind_indexes import id_number_index
from registry.rules.changes_errors import IdNumberContradicts
from registry.rules.imports.errors import ContradictionDecided, ContradictionNotFound, ImportStopped
from registry.rules.words_imports import ContradictionState, OnDuplicate, StagedEntity, StagedOutcome
from tests.rooms.imports_kit import GOOD, VILLAGE_A, ImportKit, issues_of, outcomes, records

NUMBER, OTHER_NUMBER = "11010519491231002X", "110105194912310151"
HEAD = "A-001,1,陈桂英,户主,{sex},{born},{number},"


@pytest.fixture
def kit(tmp_path):
    return ImportKit(tmp_path)


def head_line(sex="女", born="1980-05-01", number="", name="陈桂英"):
    return f"A-001,1,{name},户主,{sex},{born},{number},"


def person(unit, code="1", home="A-001"):
    statement = text(
        "select id from person where code = :code and household_id = (select id from household where code = :home)"
    )
    found = unit.session.execute(statement, {"code": code, "home": home}).scalar_one()
    return unit.session.get_one(Person, found, populate_existing=True)


def take(unit, kit, rows, rule=OnDuplicate.UPDATE, *, partial=False):
    staged = kit.stage(unit, [kit.csv("members", rows)], rule)
    unit.session.expire_all()
    commit_import(unit, staged.run_id, allow_partial=partial)
    unit.session.expire_all()
    unit.now += timedelta(minutes=1)
    return staged


def found(unit, state=""):
    page = list_contradictions(unit, ContradictionFilters(state=state), PageRequest())
    return {(row.field, row.old_value, row.new_value, row.state) for row in page.rows}


def test_another_sex_and_birth_date_are_kept_out_and_the_rest_of_the_row_is_taken(kit, unit):
    file = kit.raw(
        "members.csv",
        "户编号,人员编号,姓名,与户主关系,性别,出生日期,健康状况\nA-001,1,陈桂英,户主,男,1981-05-01,长期慢性病\n".encode(),
    )
    staged = kit.stage(unit, [file])
    assert (staged.contradictions, outcomes(staged)) == (1, {"person": {"changed": 1}})
    assert [issue[0] for issue in issues_of(unit, staged)] == ["contradicts", "contradicts"]
    (record,) = records(unit, staged, StagedEntity.PERSON, StagedOutcome.CHANGED)
    assert set(record.changes) == {"health"}
    assert {field: (told["old"], told["new"]) for field, told in record.contradictions.items()} == {
        "sex": ("female", "male"),
        "born_on": ("1980-05-01", "1981-05-01"),
    }
    commit_import(unit, staged.run_id, allow_partial=False)
    kept = person(unit)
    assert (kept.sex, kept.born_on, kept.health) == ("female", date(1980, 5, 1), "chronic")
    assert found(unit) == {
        ("sex", "female", "male", ContradictionState.OPEN),
        ("born_on", "1980-05-01", "1981-05-01", ContradictionState.OPEN),
    }


@pytest.mark.parametrize("rule", list(OnDuplicate))
def test_no_rule_for_duplicates_overwrites_them(kit, unit, rule):
    take(unit, kit, [head_line(born="1981-05-01")], rule)
    assert person(unit).born_on == date(1980, 5, 1)
    assert {told[0] for told in found(unit)} == {"born_on"}


def test_an_id_number_is_kept_encrypted_and_shown_by_its_last_digits(kit, unit):
    unit.session.execute(text("update person set id_number_index = 'x' where id = :id"), {"id": person(unit).id})
    take(unit, kit, [f"A-001,1,陈桂英,户主,,,{NUMBER},"])
    told = unit.session.scalars(select(ImportContradiction).where(ImportContradiction.field == "id_number")).one()
    assert told.new_value == "•" * 14 + "002X"
    assert told.sealed_value == NUMBER
    assert told.value_key == id_number_index(NUMBER)
    assert {one[0] for one in found(unit)} == {"id_number", "born_on"}


def test_a_number_that_the_register_lacks_is_filled_in(kit, unit):
    unit.session.execute(
        text("""update person set id_number = null, id_number_index = null, sex = 'female', born_on = '1949-12-31'
                where id = :id"""),
        {"id": person(unit).id},
    )
    take(unit, kit, [f"A-001,1,陈桂英,户主,,,{NUMBER},"])
    assert person(unit).id_number == NUMBER
    assert found(unit) == set()


def test_a_name_that_comes_with_another_birth_date_is_left_to_the_person_too(kit, unit):
    take(unit, kit, [head_line(name="王小二", born="1999-01-01")])
    assert person(unit).name == "陈桂英"
    assert {told[0] for told in found(unit)} == {"name", "born_on"}
    take(unit, kit, [head_line(name="陈桂花")])
    assert person(unit).name == "陈桂花"


def test_the_same_contradiction_is_told_once_however_often_the_file_comes(kit, unit):
    for _ in range(2):
        take(unit, kit, [head_line(sex="男")])
    assert count_open_contradictions(unit) == 1


def test_a_taken_value_is_a_correction_with_history(kit, unit):
    take(unit, kit, [head_line(born="1981-05-01")])
    (row,) = list_contradictions_of_person(unit, person(unit).id)
    decided = decide_contradictions(unit, row.person_id, [row.id], ContradictionState.TAKEN, "seen on the card")
    assert (decided.fields, person(unit).born_on) == (("born_on",), date(1981, 5, 1))
    line = unit.session.scalars(select(Observation).where(Observation.field == "born_on")).one()
    assert (line.old_value, line.new_value, line.is_correction) == ("1980-05-01", "1981-05-01", True)
    assert unit.notes[-1].action == "decide_contradiction"
    with pytest.raises(ContradictionDecided):
        decide_contradictions(unit, row.person_id, [row.id], ContradictionState.KEPT)
    assert take(unit, kit, [head_line(born="1981-05-01")]).contradictions == 0


def test_a_value_that_was_taken_and_is_contradicted_again_is_asked_again(kit, unit):
    for born, other in (("1981-05-01", "1980-05-01"), ("1980-05-01", "1981-05-01"), ("1981-05-01", "1980-05-01")):
        take(unit, kit, [head_line(born=born)])
        (row,) = list_contradictions_of_person(unit, person(unit).id)
        assert (row.new_value, row.old_value) == (born, other)
        decide_contradictions(unit, row.person_id, [row.id], ContradictionState.TAKEN)


def test_a_kept_value_is_never_asked_about_again_and_never_written(kit, unit):
    take(unit, kit, [head_line(sex="男")])
    (row,) = list_contradictions_of_person(unit, person(unit).id)
    decide_contradictions(unit, row.person_id, [row.id], ContradictionState.KEPT)
    staged = take(unit, kit, [head_line(sex="男")])
    assert (staged.contradictions, outcomes(staged)) == (0, {"person": {"unchanged": 1}})
    assert person(unit).sex == "female"


def test_another_person_gets_back_what_the_row_took_and_the_row_is_refused_from_then_on(kit, unit):
    text_of = "户编号,人员编号,姓名,性别,出生日期,健康状况,与户主关系\nA-001,2,王小二,女,1999-01-01,残疾,配偶\n"
    staged = kit.stage(unit, [kit.raw("members.csv", text_of.encode())])
    commit_import(unit, staged.run_id, allow_partial=False)
    unit.now += timedelta(minutes=1)
    who = person(unit, "2")
    assert who.health == "disabled"
    (row, *_rest) = list_contradictions_of_person(unit, who.id)
    decided = decide_contradictions(unit, who.id, [row.id], ContradictionState.OTHER_PERSON)
    assert (set(decided.fields), decided.put_back) == ({"name", "sex", "born_on"}, True)
    assert person(unit, "2").health == "healthy"
    again = kit.stage(unit, [kit.raw("members.csv", text_of.encode())])
    assert outcomes(again) == {"person": {"refused": 1}}
    assert [issue[0] for issue in issues_of(unit, again)] == ["number_reused"]


def test_what_somebody_changed_since_is_not_put_back(kit, unit):
    text_of = "户编号,人员编号,姓名,性别,健康状况,与户主关系\nA-001,2,王小二,女,残疾,配偶\n"
    commit_import(unit, kit.stage(unit, [kit.raw("members.csv", text_of.encode())]).run_id, allow_partial=False)
    who = person(unit, "2")
    who.health = "chronic"
    unit.session.flush()
    ids = [row.id for row in list_contradictions_of_person(unit, who.id)]
    assert not decide_contradictions(unit, who.id, ids, ContradictionState.OTHER_PERSON).put_back
    assert person(unit, "2").health == "chronic"


def test_a_taken_value_must_fit_the_id_number(kit, unit):
    who = person(unit)
    who.id_number, who.id_number_index = NUMBER, id_number_index(NUMBER)
    who.born_on, who.sex = date(1949, 12, 31), "female"
    unit.session.flush()
    take(unit, kit, [head_line(born="1950-12-31")])
    (row,) = list_contradictions_of_person(unit, who.id)
    with pytest.raises(IdNumberContradicts):
        decide_contradictions(unit, who.id, [row.id], ContradictionState.TAKEN)


def test_nobody_sees_or_decides_a_contradiction_of_another_village(kit, unit, world):
    take(unit, kit, [head_line(sex="男")])
    who = person(unit).id
    (row,) = list_contradictions_of_person(unit, who)
    unit.actor = world.actor(unit, "other_caseworker")
    assert count_open_contradictions(unit) == 0
    with pytest.raises(ContradictionNotFound):
        list_contradictions_of_person(unit, who)
    unit.actor = world.actor(unit, "county_officer")
    with pytest.raises(ContradictionNotFound):
        decide_contradictions(unit, who, [row.id + 1], ContradictionState.KEPT)


def numbered(kit, rows):
    return kit.raw("members.csv", ("户编号,姓名,与户主关系,证件号码\n" + "\n".join(rows) + "\n").encode())


NUMBERED_PROFILE = """
[[sheet]]
entity = "person"
column = [
  { name = "户编号", field = "household_code" }, { name = "姓名", field = "name" },
  { name = "与户主关系", field = "relation", codes = { "户主" = "head", "配偶" = "spouse" } },
  { name = "证件号码", field = "id_number", required = true },
]
"""


def stage_numbered(unit, kit, rows):
    profile = kit.raw("numbered.toml", NUMBERED_PROFILE.encode())
    return kit.stage(unit, [numbered(kit, rows)], profile=str(profile.path))


def give_number(unit, *codes):
    for code in codes:
        unit.session.execute(
            text("update person set id_number_index = :index, sex = 'female', born_on = '1949-12-31' where id = :id"),
            {"index": id_number_index(NUMBER), "id": person(unit, code).id},
        )


def test_a_sheet_without_member_numbers_finds_people_by_their_id_number(kit, unit):
    give_number(unit, "1")
    staged = stage_numbered(unit, kit, [f"A-001,陈桂花,户主,{NUMBER}"])
    assert outcomes(staged) == {"person": {"changed": 1}}
    commit_import(unit, staged.run_id, allow_partial=False)
    assert person(unit).name == "陈桂花"


def test_a_row_that_fits_two_people_is_refused_and_never_given_to_the_first(kit, unit):
    give_number(unit, "1", "2")
    staged = stage_numbered(unit, kit, [f"A-001,陈桂花,户主,{NUMBER}"])
    assert outcomes(staged) == {"person": {"refused": 1}}
    assert [issue[0] for issue in issues_of(unit, staged)] == ["head_refused", "person_ambiguous"]


def many(count, line):
    return [line(number) for number in range(1, count + 1)]


def test_a_file_of_which_most_members_stand_twice_is_stopped_and_not_even_taken_in_part(kit, unit):
    rows = many(12, lambda n: f"A-001,{n + 20},甲{n},其他,男,1990-01-01,,")
    staged = kit.stage(unit, [kit.csv("members", rows + rows[:11])])
    assert staged.is_stopped
    with pytest.raises(ImportStopped):
        commit_import(unit, staged.run_id, allow_partial=True)


def test_a_file_of_known_people_under_new_numbers_is_stopped(kit, unit):
    for number in range(20):
        unit.session.execute(
            text("""insert into person (household_id, region_path, code, name, relation, sex, born_on)
                    select id, region_path, :code, :name, 'other', 'male', '1990-01-01' from household
                    where code = 'A-001'"""),
            {"code": f"m{number}", "name": f"甲{number}"},
        )
    households = ["Z1," + VILLAGE_A + ",一般户,"]
    members = ["Z1,0,新,户主,男,1980-01-01,,", *(f"Z1,{n},甲{n},其他,男,1990-01-01,," for n in range(1, 20))]
    staged = kit.stage(unit, [kit.csv("households", households), kit.csv("members", members)])
    assert staged.is_stopped
    assert ("person_lookalike", "members.csv", 3, "姓名") in issues_of(unit, staged)


def test_a_handful_of_doubtful_rows_stops_nothing(kit, unit):
    staged = kit.stage(unit, kit.good(members=[*GOOD["members"], GOOD["members"][0]]))
    assert not staged.is_stopped
