"""Every shipped rule on a record that violates it and on one beside it that does not (K-18 and the titles)."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pytest

from foundation.unit_of_work import UnitOfWork
from foundation.vault import vault
from registry.quality import shipped_rules
from registry.rules.quality.expressions import Ground
from registry.rules.quality.records import Line
from tests.builders.world import NOW, VILLAGE_A
from tests.rooms.quality_kit import CARE, DAY, FIGURES, Draft, found_by_statement, write

LAST_MONTH = date(2026, 5, 10)
MONITORED = {"is_monitored": True, "recognised_on": date(2026, 6, 1), "has_caseworker": True, "risks": ["other"]}
ENDED = {
    "is_monitored": False, "is_eliminated": True, "elimination": "helped", "recognised_on": date(2025, 1, 15),
    "eliminated_on": date(2025, 9, 1), "risks": ["other"], "measures": ["industry"],
}  # fmt: skip
HELPED = {**MONITORED, "measures": ["industry"]}
CHILD, PUPIL = {"born_on": date(2014, 9, 1)}, {"school_status": "in_school", "labour_status": "none"}
ALLOWANCE, EXTREME = {"civil_affairs_class": "subsistence"}, {"civil_affairs_class": "extreme"}
NO_LABOUR: dict[int, dict[str, Any] | None] = {number: {"labour_status": "lost"} for number in range(4)}
ALL_COUNTY_IDS = """
1_02_001 1_02_002 1_02_003 1_02_005 1_02_006 1_02_008 1_02_009 1_11_001 1_11_004 1_11_005 1_11_006 1_11_007 1_11_008
1_11_009 1_11_010 1_12_002 2_11_001 2_11_002 2_11_005 2_11_006 5_15_013 5_15_014 2_01_009 2_12_015 2_01_011 2_12_014
2_01_015 2_12_004 3_01_008 5_12_004 5_12_005 5_01_006 3_01_010 3_01_011 4_01_007 4_11_009 5_18_008 4_11_010 4_11_011
4_11_012 4_11_013 4_11_014 4_11_015 4_11_016 4_12_002 5_01_004 5_12_003 5_15_015 5_15_020 5_15_021 5_15_022 5_16_001
5_16_002 5_16_003 5_16_004 5_16_005 5_16_006 5_16_007 5_16_008 5_17_003 5_17_004 5_17_005 5_17_006 5_18_001 5_18_002
5_18_003 5_18_004 5_18_005 5_18_006 5_18_007 5_19_003 5_19_007 1111_07 5_14_001 5_14_002 5_14_003 5_12_007 5_11_032
"""


@dataclass
class Home:
    """Changes to the sound household: of the house, of its members by number, of what casework tells, of its lines.

    `people`: member number → changed columns; None takes the member out. `wrong` violates the rule, otherwise not.
    """

    rule: str
    wrong: bool = True
    house: dict[str, Any] = field(default_factory=dict)
    people: dict[int, dict[str, Any] | None] = field(default_factory=dict)
    care: dict[str, Any] | None = None
    income: dict[str, int] = field(default_factory=dict)
    medical: int = 10_000


def bad(rule: str, **changes: Any) -> Home:
    return Home(rule, **changes)


def fine(rule: str, **changes: Any) -> Home:
    return Home(rule, wrong=False, **changes)


def all_people(**values: Any) -> dict[int, dict[str, Any] | None]:
    return {number: dict(values) for number in range(4)}


def risk(rule: str, cause: str, wrong: str, right: str) -> Iterator[Home]:
    """A risk whose plan holds only a wrong measure, and one whose plan holds a right one."""
    ill = {0: {"health": "chronic"}, 1: {"health": "disabled", "disability_grade": 3}}
    yield bad(rule, care={**MONITORED, "risks": [cause], "measures": [wrong]}, people=ill)
    yield fine(rule, care={**MONITORED, "risks": [cause], "measures": [right]}, people=ill)


CASES = [
    bad("1_02_001", house={"is_dwelling_safe": False}),
    fine("1_02_001", house={"is_dwelling_safe": False}, care=MONITORED),
    fine("1_02_001", house={"is_dwelling_safe": None}),
    bad("1_02_002", house={"is_water_safe": False}),
    fine("1_02_002", house={"is_water_safe": False}, care=MONITORED),
    bad("1_02_003", people={1: {"has_critical_illness_cover": False}}),
    fine("1_02_003", people={1: {"has_critical_illness_cover": None}}),
    bad("1_02_005", people={2: {**CHILD, "school_status": None}}),
    bad("1_02_005", people={2: {**CHILD, "school_status": "out"}}),
    fine("1_02_005", people={2: {**CHILD, "school_status": "out_for_health"}}),
    fine("1_02_005", people={2: {"born_on": date(2010, 6, 15), "school_status": None}}),
    bad("1_02_006", income={"wage": 3_519_999}),
    fine("1_02_006", income={"wage": 3_520_000}),
    bad("5_19_003", people=NO_LABOUR),
    bad("5_19_007", people=NO_LABOUR),
    fine("5_19_003", people=NO_LABOUR, house=EXTREME),
    fine("5_19_003", people={n: {"labour_status": "lost"} for n in (1, 2, 3)}),
    bad("1_11_001", care={**MONITORED, "risks": []}),
    fine("1_11_001", care=MONITORED),
    bad("1_11_004", care=ENDED, house={"is_water_safe": None}),
    bad("1_11_004", care=ENDED, people={3: {"medical_scheme": None}}),
    fine("1_11_004", care=ENDED),
    bad("1_11_005", care=ENDED, people={2: {**CHILD, "school_status": "out"}}),
    fine("1_11_005", care=ENDED, people={2: {**CHILD, "school_status": "out_for_health"}}),
    bad("1_11_006", care=ENDED, house={"is_dwelling_safe": False}),
    bad("1_02_008", care=ENDED, house={"is_dwelling_safe": False}),
    bad("1_11_007", care=ENDED, house={"is_water_safe": False}),
    bad("1_02_009", care=ENDED, house={"is_water_safe": False}),
    fine("1_11_007", care=ENDED, house={"is_water_safe": None}),
    bad("1_11_008", care=ENDED, people={1: {"medical_scheme": "none"}}),
    bad("1_11_008", care=ENDED, people={1: {"medical_scheme": "both"}}),
    fine("1_11_008", care=ENDED),
    bad("1_11_009", care={**ENDED, "measures": []}),
    fine("1_11_009", care={**ENDED, "measures": [], "elimination": "natural"}),
    bad("1_11_010", care={**MONITORED, "recognised_on": date(2026, 5, 15)}),
    fine("1_11_010", care={**MONITORED, "recognised_on": date(2026, 5, 16)}),
    fine("1_11_010", care={**HELPED, "recognised_on": date(2026, 5, 15)}),
    *(bad("1_12_002", people={0: {"id_number": "1" * length}}) for length in (15, 17, 19, 21, 23)),
    *(fine("1_12_002", people={0: {"id_number": "1" * length}}) for length in (18, 20, 22)),
    bad("2_11_001", care={**MONITORED, "risks": ["disability"]}),
    fine("2_11_001", care={**MONITORED, "risks": ["disability"]}, people={1: {"disability_grade": 4}}),
    fine("2_11_001", care={**MONITORED, "risks": ["disability"]}, people={1: {"health": None}}),
    bad("2_11_002", care={**ENDED, "eliminated_on": date(2025, 7, 14)}),
    fine("2_11_002", care={**ENDED, "eliminated_on": date(2025, 7, 15)}),
    fine("2_11_002", care={**ENDED, "eliminated_on": date(2025, 7, 14), "elimination": "natural"}),
    fine("2_11_002", care={**ENDED, "recognised_on": date(2022, 1, 1), "eliminated_on": date(2022, 3, 31)}),
    bad("5_15_013", care={**MONITORED, "risks": ["unstable_work"]}, people=all_people(labour_status="none")),
    bad("2_11_006", care={**MONITORED, "risks": ["unstable_work"]}, people=all_people(labour_status="none")),
    fine("5_15_013", care={**MONITORED, "risks": ["unstable_work"]}),
    bad("5_15_014", care={**MONITORED, "risks": ["unstable_work"]}),
    fine("5_15_014", care={**MONITORED, "risks": ["unstable_work"]}, people={0: {"works_away": True}}),
    fine("5_15_014", care={**MONITORED, "risks": ["unstable_work"]}, people={0: {"monthly_wage_minor": 200_000}}),
    bad("2_12_015", people={0: {"medical_scheme": "both"}}),
    bad("2_01_009", people={0: {"medical_scheme": "both"}}),
    fine("2_12_015", people={0: {"medical_scheme": "none"}}),
    bad("2_12_014", people={2: {**CHILD, "labour_status": "ordinary"}}),
    bad("2_01_011", people={2: {**CHILD, "labour_status": None}}),
    fine("2_12_014", people={2: {"born_on": date(2010, 6, 15), "labour_status": "weak", "school_status": "out"}}),
    bad("2_12_004", people={0: {"works_away": True, "labour_status": "none"}}),
    bad("2_01_015", people={0: {"works_away": True, "labour_status": "lost"}}),
    fine("2_12_004", people={0: {"works_away": True, "labour_status": "weak"}}),
    bad("3_01_008", people={2: {"born_on": date(2010, 6, 16), "has_public_job": True}}),
    bad("5_12_004", people={2: {"born_on": date(2010, 6, 16), "has_public_job": True}}),
    fine("5_12_004", people={2: {"born_on": date(2010, 6, 15), "has_public_job": True}}),
    bad("5_12_005", people={3: {"born_on": date(1956, 6, 15), "has_public_job": True}}),
    bad("5_01_006", people={3: {"born_on": date(1956, 6, 15), "has_public_job": True}}),
    fine("5_12_005", people={3: {"born_on": date(1956, 6, 16), "has_public_job": True}}),
    bad("3_01_010", people={0: {"public_job_count": 3}}),
    bad("3_01_011", people={0: {"public_job_count": 4}}),
    fine("3_01_010", people={0: {"public_job_count": 2}}),
    bad("4_01_007", people={0: {"disability_kind": "limb", "disability_grade": 2}}),
    fine("4_01_007", people={0: {"disability_kind": "limb", "disability_grade": 3}}),
    fine("4_01_007", people={0: {"disability_kind": "sight", "disability_grade": 2}}),
    fine("4_01_007", people={0: {"disability_kind": "limb", "disability_grade": 2, "labour_status": "weak"}}),
    bad("4_11_009", care={**MONITORED, "risks": ["lack_of_labour"]}, people={2: None, 3: None}),
    fine("4_11_009", care={**MONITORED, "risks": ["lack_of_labour"]}, people={2: None}),
    bad("5_18_008", care={**MONITORED, "risks": ["lack_of_labour"]}),
    fine("5_18_008", care={**MONITORED, "risks": ["lack_of_labour"]}, people={1: {"labour_status": "weak"}}),
    bad("4_11_010", care=ENDED, income={"wage": 4 * 879_999}),
    fine("4_11_010", care=ENDED, income={"wage": 4 * 880_000}),
    bad("4_11_011", care=ENDED, people=NO_LABOUR),
    fine("4_11_011", care=ENDED),
    bad("4_11_012", care={**ENDED, "measures": ["employment"]}, income={"business": 4_000_000}),
    fine("4_11_012", care={**ENDED, "measures": ["employment"]}),
    bad("4_11_013", care=ENDED, house=ALLOWANCE),
    bad("4_11_013", care=ENDED, people={0: {"disability_grade": 1}}),
    fine("4_11_013", care=ENDED, house=ALLOWANCE, income={"wage": 4_000_000, "transfer": 1}),
    bad("4_11_014", care={**MONITORED, "measures": ["employment"]}),
    fine("4_11_014", care={**MONITORED, "measures": ["employment"]}, people={0: {"has_public_job": True}}),
    bad("4_11_015", care={**HELPED, "measure_aims": ["safety_net:low_income"]}),
    bad("5_16_004", care={**HELPED, "measure_aims": ["safety_net:low_income"]}),
    fine("5_16_004", care={**HELPED, "measure_aims": ["safety_net:low_income"]}, house=ALLOWANCE),
    bad("4_11_016", care={**HELPED, "measure_aims": ["safety_net:disability"]}),
    fine("4_11_016", care={**HELPED, "measure_aims": ["safety_net:disability"]}, people={0: {"health": "disabled"}}),
    bad("4_12_002", people={2: {**CHILD, **PUPIL, "works_away": True}}),
    fine("4_12_002", people={2: {**CHILD, **PUPIL, "works_away": None}}),
    bad("5_12_003", house=EXTREME, people={0: {"works_away": True}}),
    bad("5_01_004", house=EXTREME, people={0: {"works_away": True}}),
    fine("5_12_003", house=ALLOWANCE, people={0: {"works_away": True}}),
    bad("5_15_015", care={**MONITORED, "risks": ["illness"]}),
    fine("5_15_015", care={**MONITORED, "risks": ["illness"]}, people={3: {"health": "serious"}}),
    bad("5_15_020", care={**MONITORED, "risks": ["illness"]}, medical=0),
    fine("5_15_020", care={**MONITORED, "risks": ["illness"]}, medical=1),
    bad("5_15_021", people={0: {"works_away": True, "phone_index": "one", "work_region_code": "440300"},
                            1: {"works_away": True, "phone_index": "one", "work_region_code": "330100"}}),
    fine("5_15_021", people={0: {"works_away": True, "phone_index": "two", "work_region_code": "440300"},
                             1: {"works_away": True, "phone_index": "two", "work_region_code": "440300100"}}),
    bad("5_15_022", people={0: {"works_away": True, "phone_index": "three"}}),
    bad("5_15_022", people={1: {"works_away": True, "phone_index": "three"}}),
    fine("5_15_022", people={0: {"works_away": False, "phone_index": "three"}}),
    *(bad("5_16_001", people={0: {"monthly_wage_minor": fen}}) for fen in (9_900, 3_000_100)),
    bad("5_16_002", people={0: {"monthly_wage_minor": 0, "works_away": True}}),
    *(fine("5_16_001", people={0: {"monthly_wage_minor": fen}}) for fen in (0, 10_000, 3_000_000)),
    bad("5_16_003", care=HELPED, house=ALLOWANCE),
    fine("5_16_003", care={**HELPED, "measures": ["safety_net"]}, house=ALLOWANCE),
    bad("5_16_005", care=HELPED, house=EXTREME),
    fine("5_16_005", care={**HELPED, "measures": ["safety_net"]}, house=EXTREME),
    bad("5_16_006", care={**HELPED, "measure_aims": ["safety_net:lack_of_labour"]}),
    fine("5_16_006", care={**HELPED, "measure_aims": ["safety_net:lack_of_labour"]}, house=EXTREME),
    bad("5_16_007", care=HELPED, people={0: {"disability_grade": 2}}),
    fine("5_16_007", care=HELPED, people={0: {"disability_grade": 3}}),
    bad("5_16_008", care={**HELPED, "measure_aims": ["safety_net:disability"]}, people={0: {"disability_grade": 3}}),
    fine("5_16_008", care={**HELPED, "measure_aims": ["safety_net:disability"]}, people={0: {"disability_grade": 2}}),
    bad("5_17_003", people={2: {"born_on": date(2015, 6, 15), **PUPIL, "schooling": "junior"}}),
    bad("5_17_003", people={2: {"born_on": date(2008, 6, 15), **PUPIL, "schooling": "primary"}}),
    fine("5_17_003", people={2: {"born_on": date(2014, 6, 15), **PUPIL, "schooling": "junior"}}),
    bad("5_17_004", people={2: {"born_on": date(2012, 6, 15), **PUPIL, "schooling": "senior"}}),
    bad("5_17_004", people={2: {"born_on": date(2005, 6, 15), **PUPIL, "schooling": "junior"}}),
    fine("5_17_004", people={2: {"born_on": date(2011, 6, 15), **PUPIL, "schooling": "senior"}}),
    bad("5_17_005", people={2: {"born_on": date(2009, 6, 15), **PUPIL, "schooling": "tertiary"}}),
    fine("5_17_005", people={2: {"born_on": date(2008, 6, 15), **PUPIL, "schooling": "tertiary"}}),
    *risk("5_18_001", "illness", "industry", "health"),
    *risk("5_18_002", "schooling", "health", "education"),
    *risk("5_18_003", "disability", "health", "society"),
    *risk("5_18_004", "housing", "water", "relocation"),
    *risk("5_18_005", "water", "housing", "water"),
    *risk("5_18_006", "natural_disaster", "industry", "society"),
    *risk("5_18_007", "accident", "industry", "health"),
    *risk("hf_cause_child_out_of_school", "child_out_of_school", "education", "compulsory_school"),
    *risk("hf_cause_business_failure", "business_failure", "finance", "industry"),
    *risk("hf_cause_unstable_work", "unstable_work", "industry", "public_job"),
    *risk("hf_cause_lack_of_skill", "lack_of_skill", "finance", "employment"),
    *risk("hf_cause_lack_of_funds", "lack_of_funds", "industry", "finance"),
    bad("1111_07", people={2: {**PUPIL, "born_on": date(2009, 6, 15), "labour_status": "ordinary"}}),
    fine("1111_07", people={2: {"born_on": date(2009, 6, 15), **PUPIL}}),
    bad("5_14_001", house={"land_mu": 200.01}),
    fine("5_14_001", house={"land_mu": 200}),
    bad("5_14_002", house={"land_mu": 150, "rice_mu": 100.01}),
    fine("5_14_002", house={"land_mu": 150, "rice_mu": 100}),
    bad("5_14_003", house={"road_km": 5.01}),
    fine("5_14_003", house={"road_km": 5}),
    bad("hf_no_caseworker", care={**HELPED, "has_caseworker": False, "recognised_on": date(2026, 6, 5)}),
    fine("hf_no_caseworker", care={**HELPED, "has_caseworker": False, "recognised_on": date(2026, 6, 6)}),
    bad("5_12_007", care={**MONITORED, "measures": ["safety_net"]}),
    fine("5_12_007", care={**MONITORED, "measures": ["safety_net"]}, people=NO_LABOUR),
    bad("hf_same_id_number", people={0: {"id_number_index": "same"}}),
    bad("hf_same_id_number", people={1: {"id_number_index": "same"}}),
    fine("hf_same_id_number", people={1: {"id_number_index": "other"}}),
    fine("hf_same_id_number", people={1: {"id_number_index": "same", "left_on": DAY}}),
    bad("hf_born_later", people={2: {"born_on": date(2026, 6, 16)}}),
    fine("hf_born_later", people={2: {"born_on": DAY, "school_status": "not_of_age", "labour_status": "none"}}),
    bad("hf_very_old", people={3: {"born_on": date(1915, 6, 15)}}),
    fine("hf_very_old", people={3: {"born_on": date(1915, 6, 16)}}),
    bad("hf_died_still_member", people={3: {"died_on": DAY}}),
    fine("hf_died_still_member", people={3: {"died_on": DAY, "left_on": DAY}}),
    bad("hf_died_before_birth", people={3: {"died_on": date(1950, 1, 1)}}),
    bad("hf_child_older", people={2: {"born_on": date(1991, 6, 15), "school_status": "finished"}}),
    fine("hf_child_older", people={2: {"born_on": date(1991, 6, 16), "school_status": "finished"}}),
    bad("hf_parent_younger", people={3: {"born_on": date(1970, 1, 1)}}),
    fine("hf_parent_younger", people={3: {"born_on": date(1968, 1, 1)}}),
    bad("hf_married_young", people={2: {"marital_status": "married", "sex": "female", **CHILD}}),
    fine("hf_married_young", people={1: {"marital_status": "married"}}),
    bad("hf_spouse_unmarried", people={1: {"marital_status": "divorced"}}),
    fine("hf_spouse_unmarried", people={1: {"marital_status": "married"}}),
    bad("hf_not_of_age_at_school_age", people={2: {**CHILD, "school_status": "not_of_age"}}),
    fine("hf_not_of_age_at_school_age", people={2: {"born_on": date(2019, 6, 16), "school_status": "not_of_age"}}),
    bad("hf_pupil_age", people={1: {**PUPIL}}),
    fine("hf_pupil_age", people={2: {**CHILD, **PUPIL}}),
    bad("hf_disabled_without_grade", people={3: {"health": "disabled"}}),
    fine("hf_disabled_without_grade", people={3: {"health": "disabled", "disability_grade": 4}}),
    bad("hf_pension_young", people={0: {"pension_scheme": "receiving", "born_on": date(1981, 6, 16)}}),
    fine("hf_pension_young", people={0: {"pension_scheme": "receiving", "born_on": date(1981, 6, 15)}}),
    bad("hf_no_members", people=dict.fromkeys(range(4))),
    bad("hf_no_head", people={0: {"relation": "other"}}),
    fine("hf_no_head", people=dict.fromkeys(range(4))),
    bad("hf_children_alone", people={0: None, 1: None, 3: None}),
    fine("hf_children_alone", people={0: None, 1: None}),
    bad("hf_head_child", people={0: {"born_on": date(2010, 6, 16), "school_status": "in_school"}}),
    fine("hf_head_child", people={0: {"born_on": date(2010, 6, 15), "school_status": "in_school"}}),
    bad("hf_two_spouses", people={3: {"relation": "spouse"}}),
    bad("hf_many_members", people={n: {"relation": "other"} for n in range(4, 16)}),
    fine("hf_many_members", people={n: {"relation": "other"} for n in range(4, 15)}),
    bad("hf_dwelling_grade", house={"dwelling_grade": "c"}),
    fine("hf_dwelling_grade", house={"dwelling_grade": "b"}),
    bad("hf_water_source", house={"water_source": "unprotected"}),
    fine("hf_water_source", house={"water_source": "piped"}),
    bad("hf_rice_over_land", house={"rice_mu": 6.01}),
    fine("hf_rice_over_land", house={"rice_mu": 6}),
    bad("hf_debt_below_zero", house={"debt_minor": -1}),
    bad("hf_income_very_high", income={"wage": 4 * 30_000_000 + 4}),
    fine("hf_income_very_high", income={"wage": 4 * 30_000_000}),
    bad("hf_worker_without_wages", people={0: {"works_away": True}}, income={"business": 4_000_000}),
    fine("hf_worker_without_wages", people={0: {"works_away": True}}),
    bad("hf_allowance_without_transfer", house=ALLOWANCE),
    fine("hf_allowance_without_transfer", house=ALLOWANCE, care=ENDED),
    bad("hf_extreme_with_labour", house=EXTREME),
    fine("hf_extreme_with_labour", house=EXTREME, people=all_people(labour_status="weak")),
    bad("hf_allowance_with_car", house={"civil_affairs_class": "subsistence", "assets": ["car"]}),
    fine("hf_allowance_with_car", house={"assets": ["car"]}),
    bad("hf_survey_old", house={"surveyed_on": date(2025, 5, 10)}),
    fine("hf_survey_old", house={"surveyed_on": date(2025, 5, 11)}),
]  # fmt: skip

UNDECIDABLE = {"2_11_005": "disaster_kind", "5_17_006": "degree"}
"""Rules whose fact nobody records yet."""


def draft(number: int, case: Home) -> Draft:
    """The sound household of four with the changes of a case."""
    house = {
        "code": f"K-{number:04}", "village_code": "360121100201", "region_path": VILLAGE_A,
        "household_class": "ex_poor", "civil_affairs_class": "none", "is_dwelling_safe": True, "is_water_safe": True,
        "land_mu": 6, "rice_mu": 4, "debt_minor": 0, "road_km": 1.5, "surveyed_on": date(2026, 5, 1),
        "registered_on": date(2021, 1, 1), "changed_at": NOW, "extra": {},
    }  # fmt: skip
    people = [
        {**member(n), **(case.people.get(n) or {})}
        for n in range(max([3, *case.people]) + 1)
        if case.people.get(n, {}) is not None
    ]
    for person in people:
        person["id_number"] = vault().encrypt(person["id_number"]) if person.get("id_number") else None
    income = [Line(LAST_MONTH, kind, fen) for kind, fen in (case.income or {"wage": 4_000_000}).items()]
    spending = [Line(LAST_MONTH, "food", 100_000), Line(LAST_MONTH, "medical_self_paid", case.medical)]
    care = None if case.care is None else {**dict.fromkeys(CARE), "risks": [], "measures": [], "measure_aims": []}
    return Draft({**house, **case.house}, people, income, spending, [], care and {**care, **(case.care or {})})


def member(number: int) -> dict[str, Any]:
    """A head, a spouse, a child at school, a grandparent; further ones are like the spouse."""
    born = (date(1980, 5, 1), date(1981, 3, 1), date(2014, 9, 1), date(1953, 2, 1))
    kin = ("head", "spouse", "child", "parent")
    status = ("finished", "finished", "in_school", "finished")
    labour = ("ordinary", "ordinary", "none", "lost")
    place = min(number, 4) if number < 4 else 1
    return {
        "code": str(number), "name": "某某", "relation": kin[place], "sex": "female" if place else "male",
        "born_on": born[place], "school_status": status[place], "labour_status": labour[place], "health": "healthy",
        "schooling": "primary", "medical_scheme": "resident", "has_critical_illness_cover": True,
        "works_away": False, "has_public_job": False, "pension_scheme": "resident", "extra": {},
    }  # fmt: skip


def test_every_case_is_as_its_rule_says(unit: UnitOfWork) -> None:
    """One register of all cases, so that records that must not disturb one another stand side by side."""
    town = write(unit, [draft(number, case) for number, case in enumerate(CASES)])
    ground = Ground(frozenset(CARE), FIGURES)
    book = shipped_rules()
    found = found_by_statement(unit, book.rules, town, ground)
    wrong = []
    for case, home in zip(CASES, town.homes, strict=True):
        rule = book.find(case.rule)
        assert rule is not None, case.rule
        hit = any(household_id == home.id for household_id, _person_id in found[rule.id])
        if hit != case.wrong:
            wrong.append(f"{case.rule} {'not found' if case.wrong else 'found'}: {case}")
    assert not wrong, "\n".join(wrong)


def test_the_sound_household_violates_nothing(unit: UnitOfWork) -> None:
    town = write(unit, [draft(0, fine("")), draft(1, fine("", care=HELPED)), draft(2, fine("", care=ENDED))])
    found = found_by_statement(unit, shipped_rules().rules, town)
    assert not {rule_id for rule_id, rows in found.items() if rows}


def test_every_id_of_the_county_scripts_is_a_rule() -> None:
    book = shipped_rules()
    assert [rule_id for rule_id in ALL_COUNTY_IDS.split() if book.find(rule_id) is None] == []
    ids = {rule_id for rule in book for rule_id in rule.ids if not rule_id.startswith("hf_")}
    assert ids == set(ALL_COUNTY_IDS.split())


def test_every_rule_has_a_case() -> None:
    book = shipped_rules()
    tried = {book.find(case.rule).id for case in CASES if case.wrong}  # type: ignore[union-attr]
    assert {rule.id for rule in book} - tried == set(UNDECIDABLE)


@pytest.mark.parametrize("rule_id", sorted(UNDECIDABLE))
def test_a_rule_over_what_nobody_records_finds_nothing(unit: UnitOfWork, rule_id: str) -> None:
    town = write(unit, [draft(0, bad("", care={**MONITORED, "risks": ["natural_disaster"]}))])
    rule = shipped_rules().find(rule_id)
    assert rule is not None
    ground = Ground(frozenset(CARE), FIGURES)
    assert [fact.name for fact in ground.gaps(rule.when)] == [UNDECIDABLE[rule_id]]
    assert found_by_statement(unit, [rule], town, ground) == {rule_id: {}}


def test_the_length_of_a_number_is_seen_without_opening_it(unit: UnitOfWork) -> None:
    town = write(unit, [draft(0, bad("", people={0: {"id_number": "1" * 19}}))])
    found = found_by_statement(unit, shipped_rules().rules, town)
    assert list(found.pop("1_12_002").values()) == [{"id_number_length": 19}]
    assert not any(found.values())
