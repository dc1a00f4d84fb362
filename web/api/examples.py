"""An answer of each act, as the description shows it; a test holds each against its schema."""

MOMENT = "2026-06-15T02:00:00+00:00"
REGION = {
    "code": "360121",
    "name": "试验县",
    "name_en": "Trial County",
    "level": "county",
    "parent_code": "3601",
    "valid_from": "2020-01-01",
    "valid_to": None,
}
HOUSEHOLD = {
    "id": 17,
    "code": "A-001",
    "region_code": "360121100001",
    "household_class": "ex_poor",
    "civil_affairs_class": None,
    "members": 4,
    "is_dwelling_safe": True,
    "is_water_safe": None,
    "land_mu": 3.5,
    "registered_on": "2021-03-01",
    "surveyed_on": "2026-05-20",
    "closed_on": None,
    "changed_at": MOMENT,
    "extra": {"grain_store": 120},
}
MEMBER = {
    "id": 61,
    "code": "A-001-1",
    "name": "陈桂英",
    "relation": "head",
    "sex": "female",
    "birth_year": 1968,
    "schooling": "primary",
    "school_status": None,
    "labour_status": "ordinary",
    "works_away": False,
}
GRADE = {
    "household_id": 17,
    "code": "A-001",
    "region_code": "360121100001",
    "colour": "red",
    "score": 84,
    "reasons": ["unsafe_water"],
    "colour_since_on": "2026-06-01",
    "graded_at": MOMENT,
    "round_id": 4,
}
EXPLAINED_GRADE = {
    "household_id": 17,
    "round_id": 4,
    "as_of": "2026-06-15",
    "colour": "red",
    "score": 84,
    "is_stale": False,
    "reasons": [{"rule": "unsafe_water", "title_en": "There is no safe drinking water", "title_zh": "饮水不安全"}],
    "unknowns": ["road_km"],
}
OFFER = {
    "id": 3,
    "organisation": "青山米业",
    "kind": "goods",
    "title_en": "Seed rice",
    "title_zh": "稻种",
    "description": "Enough for a season.",
    "unit": "bag",
    "quantity": 40,
    "left": 25,
    "region": "试验县",
    "causes": ["disaster"],
    "valid_from": "2026-04-01",
    "valid_until": None,
    "state": "published",
}
COUNTY = {"en": "Trial County", "zh": "试验县"}
EX_POOR, ORDINARY = (
    {"key": "ex_poor", "name": {"en": "Lifted out of poverty", "zh": "脱贫户"}},
    {"key": "ordinary", "name": {"en": "Ordinary", "zh": "一般户"}},
)
CLASS = {"en": "Class", "zh": "类别"}
DIMENSION = {"key": "household_class", "name": CLASS, "known_of": "households", "values": [EX_POOR, ORDINARY]}
TABLE = {
    "area": COUNTY,
    "day": "2026-06-15",
    "unit": "households",
    "measure": "count",
    "value_name": None,
    "value_unit": None,
    "filters": [],
    "rows_name": CLASS,
    "rows": [EX_POOR, ORDINARY],
    "columns_name": None,
    "columns": [],
    "smallest_shown": 10,
    "left_out": 0,
    "cells": [
        {"row": "ex_poor", "column": None, "hidden": False, "count": 39, "value": 39.0, "low": None, "high": None},
        {"row": "ordinary", "column": None, "hidden": True, "count": None, "value": None, "low": None, "high": None},
        {"row": None, "column": None, "hidden": True, "count": None, "value": None, "low": None, "high": None},
    ],
}
ROUND = {
    "id": 2,
    "name": "Half-yearly figures",
    "reason": "Report to the province",
    "region_code": "360121",
    "region": "试验县",
    "as_of": "2026-06-15",
    "frozen_at": MOMENT,
    "seal": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
}
ROUND_FIGURES = {
    **ROUND,
    "is_whole": True,
    "tables": [{"key": "class", "name": {"en": "Households by class", "zh": "按类别统计户数"}, "table": TABLE}],
    "measures": [
        {
            "key": "gini",
            "name": {"en": "Inequality", "zh": "收入差距"},
            "households": 61,
            "left_out": None,
            "figures": [
                {
                    "key": "gini",
                    "name": {"en": "Gini coefficient", "zh": "基尼系数"},
                    "unit": "coefficient",
                    "hidden": False,
                    "value": 0.3121,
                    "low": None,
                    "high": None,
                }
            ],
        }
    ],
}
