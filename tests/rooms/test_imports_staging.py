"""What the checks find when records are held against one another, the region table and the register."""

from dataclasses import replace

import pytest

from foundation.actor import system_actor
from registry.rules.words_imports import OnDuplicate, StagedEntity, StagedOutcome
from tests.rooms.imports_kit import (
    GOOD,
    VILLAGE_A,
    VILLAGE_B,
    ImportKit,
    issues_of,
    outcomes,
    params_of,
    records,
    register_size,
)

PERSON, HOUSEHOLD, INCOME = StagedEntity.PERSON, StagedEntity.HOUSEHOLD, StagedEntity.INCOME
NEW, CHANGED, REFUSED = StagedOutcome.NEW, StagedOutcome.CHANGED, StagedOutcome.REFUSED


@pytest.fixture
def kit(tmp_path):
    return ImportKit(tmp_path)


def with_members(*rows):
    return {"members": [*GOOD["members"], *rows]}


def codes(unit, staged):
    return {code for code, *_ in issues_of(unit, staged)}


def test_a_correct_set_is_staged_and_the_register_stays_as_it_is(kit, unit):
    before = register_size(unit)
    staged = kit.stage(unit, kit.good())
    assert outcomes(staged) == {
        "household": {"new": 2},
        "person": {"new": 3},
        "income": {"new": 3},
        "spending": {"new": 2},
        "event": {"new": 1},
    }
    assert (staged.errors, staged.warnings, staged.takes) == (0, 0, 11)
    assert register_size(unit) == before


def test_staged_numbers_are_encrypted(kit, unit):
    staged = kit.stage(unit, kit.good())
    head = records(unit, staged, PERSON, NEW)[0]
    assert head.values["id_number"].startswith("\\x01")
    assert "11010519491231002X" not in str(head.values)
    assert "13800000001" not in str(head.values)


def test_two_heads_refuse_the_whole_household_with_members_and_money(kit, unit):
    staged = kit.stage(unit, kit.good(**with_members("N1,3,赵六,户主,男,1990-01-01,,")))
    assert issues_of(unit, staged) == [
        ("heads_two", "members.csv", 2, "与户主关系"),
        ("heads_two", "members.csv", 5, "与户主关系"),
    ]
    assert params_of(unit, staged, "heads_two")[0] == {"value": "N1", "count": 2}
    assert outcomes(staged)["household"] == {"new": 1, "refused": 1}
    assert outcomes(staged)["person"] == {"new": 1, "refused": 3}
    assert outcomes(staged)["income"] == {"new": 1, "refused": 2}
    assert {record.refusal for record in records(unit, staged, INCOME, REFUSED)} == {"household_refused"}


def test_a_second_head_beside_the_registers_own_is_found(kit, unit):
    staged = kit.stage(unit, [kit.csv("members", ["A-001,9,新来,户主,男,1990-01-01,,"])])
    assert issues_of(unit, staged) == [("heads_two", "members.csv", 2, "与户主关系")]


def test_a_head_may_hand_over_to_another_member(kit, unit):
    rows = ["A-001,1,陈桂英,配偶,女,1980-05-01,,13800000000", "A-001,2,陈某,户主,男,1981-03-01,,"]
    staged = kit.stage(unit, [kit.csv("members", rows)])
    assert issues_of(unit, staged) == []
    assert outcomes(staged)["person"] == {"changed": 2}


def test_a_household_without_a_head_is_taken_with_a_warning(kit, unit):
    staged = kit.stage(unit, kit.good(members=["N1,1,张三,户主,女,1949-12-31,,"]))
    assert issues_of(unit, staged) == [("head_missing", "households.csv", 3, "户编号")]
    assert outcomes(staged)["household"] == {"new": 2}


def test_a_refused_head_refuses_the_household(kit, unit):
    staged = kit.stage(unit, kit.good(members=["N1,1,张三,户主,女,1949-02-30,,", "N1,2,李四,配偶,男,1950-01-02,,"]))
    assert set(issues_of(unit, staged)[1:]) == {
        ("date_impossible", "members.csv", 2, "出生日期"),
        ("head_refused", "members.csv", 2, "与户主关系"),
    }
    assert outcomes(staged)["person"] == {"refused": 2}


def test_an_unknown_village_refuses_the_household_with_its_row_and_column(kit, unit):
    staged = kit.stage(unit, kit.good(households=["N1,999999999999,脱贫户,", GOOD["households"][1]]))
    assert issues_of(unit, staged) == [("village_unknown", "households.csv", 2, "村代码")]
    assert outcomes(staged)["household"] == {"new": 1, "refused": 1}
    assert outcomes(staged)["person"] == {"new": 1, "refused": 2}


def test_a_township_is_no_village(kit, unit):
    staged = kit.stage(unit, kit.good(households=["N1,360121100,脱贫户,", GOOD["households"][1]]))
    assert ("village_unknown", "households.csv", 2, "村代码") in issues_of(unit, staged)


def test_an_impossible_date_refuses_its_line_alone(kit, unit):
    staged = kit.stage(unit, kit.good(income=["N1,2025-02-30,工资性收入,5", "N1,2025-01-31,工资性收入,5"]))
    assert issues_of(unit, staged) == [("date_impossible", "income.csv", 2, "收入日期")]
    assert outcomes(staged)["income"] == {"new": 1, "refused": 1}
    assert outcomes(staged)["household"] == {"new": 2}


def test_a_wrong_check_digit_is_told_without_the_number(kit, unit):
    staged = kit.stage(unit, kit.good(**with_members("N1,3,赵六,之子,男,,110105194912310021,")))
    assert ("id_check", "members.csv", 5, "证件号码") in issues_of(unit, staged)
    assert "110105194912310021" not in str(params_of(unit, staged, "id_check"))


def test_a_member_or_line_of_nobodys_household_is_refused(kit, unit):
    members = with_members("X9,1,谁,户主,男,1990-01-01,,")
    lines = [*GOOD["income"], "X9,2025-01-01,工资性收入,1", "X9,2025-02-01,工资性收入,1"]
    staged = kit.stage(unit, kit.good(**members, income=lines))
    assert issues_of(unit, staged) == [
        ("household_unknown", "income.csv", 5, "户编号"),
        ("household_unknown", "members.csv", 5, "户编号"),
    ]
    assert {"value": "X9", "count": 2} in params_of(unit, staged, "household_unknown")


def test_a_member_of_a_household_that_only_the_register_has_is_taken(kit, unit):
    staged = kit.stage(unit, [kit.csv("members", ["A-001,9,新生儿,之子,男,2026-01-01,,"])])
    assert (outcomes(staged), issues_of(unit, staged)) == ({"person": {"new": 1}}, [])


@pytest.mark.parametrize(
    ("name", "row", "column"),
    [
        ("households", GOOD["households"][0], "户编号"),
        ("members", GOOD["members"][1], "人员编号"),
        ("income", GOOD["income"][0], "户编号"),
        ("spending", GOOD["spending"][0], "户编号"),
        ("events", GOOD["events"][0], "户编号"),
    ],
)
def test_a_record_that_stands_twice_is_refused_both_times(kit, unit, name, row, column):
    staged = kit.stage(unit, kit.good(**{name: [*GOOD[name], row]}))
    found = [issue for issue in issues_of(unit, staged) if issue[0] == "duplicate_in_file"]
    second = len(GOOD[name]) + 2
    assert [(issue[1], issue[3]) for issue in found] == [(f"{name}.csv", column)] * 2
    assert found[1][2] == second
    assert params_of(unit, staged, "duplicate_in_file")[0]["rows"] == f"{found[0][2]}, {second}"


def test_one_id_number_for_two_members_is_refused(kit, unit):
    staged = kit.stage(unit, kit.good(**with_members("N2,2,赵六,配偶,女,1949-12-31,11010519491231002X,")))
    assert [issue[:3] for issue in issues_of(unit, staged) if issue[0] == "id_repeated"] == [
        ("id_repeated", "members.csv", 2),
        ("id_repeated", "members.csv", 5),
    ]


def test_a_new_household_without_what_it_needs_is_refused(kit, unit):
    staged = kit.stage(
        unit, [kit.raw("households.csv", f"户编号,村代码,户类型\nN1,{VILLAGE_A},不详\nA-001,,脱贫户\n".encode())]
    )
    assert [issue[:4] for issue in issues_of(unit, staged)] == [
        ("required", "households.csv", 2, "户类型"),
        ("required", "households.csv", 3, "村代码"),
    ]


def test_a_sheet_may_bring_a_few_columns_for_known_households_only(kit, unit, tmp_path):
    profile = tmp_path / "land.toml"
    profile.write_text(
        '[[sheet]]\nentity = "household"\n[[sheet.column]]\nname = "code"\nfield = "code"\n'
        '[[sheet.column]]\nname = "land"\nfield = "land_mu"\nunit = "hectare"\n',
        encoding="utf-8",
    )
    staged = kit.stage(unit, [kit.raw("x.csv", b"code,land\nA-001,1\nN1,2\nA-002,\n")], profile=str(profile))
    assert outcomes(staged)["household"] == {"changed": 1, "refused": 1, "unchanged": 1}
    assert records(unit, staged, HOUSEHOLD, CHANGED)[0].changes == {"land_mu": [6.0, 15.0]}
    assert [issue[0] for issue in issues_of(unit, staged)] == ["needed_for_new", "needed_for_new"]


def test_changes_are_shown_field_by_field_and_secrets_by_their_last_digits(kit, unit):
    row = "A-001,1,陈桂花,户主,女,1980-05-01,,13911112222"
    staged = kit.stage(unit, [kit.csv("members", [row])])
    assert records(unit, staged, PERSON, CHANGED)[0].changes == {
        "name": ["陈桂英", "陈桂花"],
        "phone": ["•••••••0000", "•••••••2222"],
    }


def test_an_empty_cell_never_erases(kit, unit):
    staged = kit.stage(unit, [kit.csv("members", ["A-001,1,陈桂英,户主,女,1980-05-01,,"])])
    assert outcomes(staged)["person"] == {"unchanged": 1}


@pytest.mark.parametrize(
    ("rule", "outcome", "found"),
    [
        (OnDuplicate.UPDATE, "changed", set()),
        (OnDuplicate.SKIP, "skipped", set()),
        (OnDuplicate.ERROR, "refused", {"already_registered"}),
    ],
)
def test_the_duplicates_rule_decides_about_known_records_with_other_values(kit, unit, rule, outcome, found):
    files = [
        kit.csv("members", ["A-001,3,新名字,之女,女,2014-09-01,,"]),
        kit.csv("income", ["A-001,2025-06-05,工资性收入,1"]),
    ]
    staged = kit.stage(unit, files, rule)
    assert outcomes(staged) == {"person": {outcome: 1}, "income": {outcome: 1}}
    assert codes(unit, staged) == found


@pytest.mark.parametrize("rule", list(OnDuplicate))
def test_known_records_with_the_same_values_are_unchanged_under_every_rule(kit, unit, rule):
    staged = kit.stage(unit, [kit.csv("members", ["A-001,3,陈小,之女,女,2014-09-01,,"])], rule)
    assert (outcomes(staged), codes(unit, staged)) == ({"person": {"unchanged": 1}}, set())


def test_a_household_outside_the_importers_area_is_refused_without_telling_that_it_exists(kit, unit, world):
    unit.actor = world.actor(unit, "township_reviewer")
    rows = [f"N1,{VILLAGE_B},脱贫户,", "N2,999999999999,脱贫户,", f"B-001,{VILLAGE_A},脱贫户,"]
    files = [
        kit.csv("households", rows),
        kit.csv("members", ["B-002,9,谁,之子,男,2020-01-01,,", "X9,1,谁,之子,男,2020-01-01,,"]),
    ]
    staged = kit.stage(unit, files)
    assert issues_of(unit, staged) == [
        ("village_unknown", "households.csv", 2, "村代码"),
        ("village_unknown", "households.csv", 3, "村代码"),
        ("household_taken", "households.csv", 4, "户编号"),
        ("household_unknown", "members.csv", 2, "户编号"),
        ("household_unknown", "members.csv", 3, "户编号"),
    ]
    assert outcomes(staged)["household"] == {"refused": 3}
    assert all(record.household_id is None for record in records(unit, staged, PERSON, REFUSED))


def test_nobody_without_an_area_imports_anything(kit, unit):
    unit.actor = replace(system_actor("nobody"), areas=())
    staged = kit.stage(unit, kit.good())
    assert outcomes(staged)["household"] == {"refused": 2}


def test_members_without_numbers_are_known_by_their_id_number(kit, unit, tmp_path):
    profile = tmp_path / "people.toml"
    columns = {"户": "household_code", "姓名": "name", "关系": "relation", "证件": "id_number"}
    text = '[[sheet]]\nentity = "person"\n' + "".join(
        f'[[sheet.column]]\nname = "{name}"\nfield = "{field}"\nrequired = true\n' for name, field in columns.items()
    )
    profile.write_text(text, encoding="utf-8")
    rows = "户,姓名,关系,证件\nA-001,张三,parent,11010519491231002X\nA-001,李四,child,\n".encode()
    staged = kit.stage(unit, [kit.raw("x.csv", rows)], profile=str(profile))
    (found,) = records(unit, staged, PERSON, NEW)
    assert found.person_code == found.values["id_number_index"]
    assert issues_of(unit, staged) == [("required", "x.csv", 3, "证件")]


def test_a_yearly_sheet_gives_income_and_spending_of_each_filled_cell(kit, unit):
    heading = "户编号,年度,工资性收入(元),转移性收入(元),合规自付支出(元)"
    staged = kit.stage(unit, [kit.raw("年度收支.csv", f"{heading}\nA-001,2024,30000,0,1200\nA-002,2024,,,\n".encode())])
    assert (outcomes(staged), issues_of(unit, staged)) == ({"income": {"new": 2}, "spending": {"new": 1}}, [])
    wage, transfer = records(unit, staged, INCOME, NEW)
    assert (str(wage.happened_on), wage.kind, wage.amount_minor) == ("2024-12-31", "wage", 3_000_000)
    assert transfer.amount_minor == 0


def test_extra_indicators_are_kept_beside_the_fields(kit, unit):
    heading = "户编号,村代码,户类型,是否通宽带,生活用电(度/月)"
    text = f"{heading}\nN1,{VILLAGE_A},脱贫户,是,80.5\nN2,{VILLAGE_A},脱贫户,,x\n"
    staged = kit.stage(unit, [kit.raw("households.csv", text.encode())])
    assert records(unit, staged, HOUSEHOLD, NEW)[0].values["extra"] == {
        "has_broadband": True,
        "electricity_kwh_month": 80.5,
    }
    assert ("not_a_number", "households.csv", 3, "生活用电(度/月)") in issues_of(unit, staged)
