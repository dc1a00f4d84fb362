"""What weeks of work leave in the register: public lists, contradictions, possible duplicates, findings, tokens."""

from datetime import timedelta
from pathlib import Path

from sqlalchemy import select

from foundation.paging import PageRequest
from registry.linkage_run import link_people
from registry.models import QualityFinding, QualityRun
from registry.operations.api_tokens import make_token
from registry.operations.corrections import ask_correction
from registry.operations.imports import ImportFile, commit_import, find_profile, stage_import
from registry.operations.imports.profiles import shipped_text
from registry.operations.imports.stored_profiles import create_profile
from registry.operations.linkage.deciding import decide_pair
from registry.operations.linkage.people_files import read_people_file, stage_records
from registry.operations.linkage.runs import request_run
from registry.operations.postings import prepare_posting, publish_posting
from registry.operations.quality.exceptions import grant_exception
from registry.operations.quality.rules import store_rules
from registry.queries.contradictions import ContradictionFilters, list_contradictions
from registry.queries.postings import get_posting
from registry.rules.api_tokens import ApiScope
from registry.rules.linkage.words import LinkRunKind, Verdict
from registry.rules.posting.words import PostingKind
from registry.rules.privacy.corrections import CorrectionAbout
from registry.rules.words_imports import OnDuplicate
from tests.builders.main_job import SYSTEM, MainJob
from tests.builders.world import COUNTY, TODAY, VILLAGE_A
from tests.rooms.linkage_kit import LINKER, add_member, add_pair, number_for
from workflows.validate_registry import validate_registry

Ids = dict[str, int | str]
VILLAGE = VILLAGE_A.split(".")[-2]
BORN = TODAY.replace(year=1985)
OWN_RULES = """
[[rule]]
id = "our_land"
severity = "low"
subject = "household"
when = "land_area > mu(500)"
title.en = "Very much land"
title.zh = "耕地面积过大"
message.en = "More than 500 mu of land. Ask the village."
message.zh = "耕地超过500亩，请向村里核实。"
mend = ["land_area"]
source = "County notice"
valid_from = 2020-01-01
"""


def fill_register(job: MainJob, folder: Path) -> Ids:
    """Do all of it; return the ids by the names that addresses use, with the page's name where only it needs them."""
    return (
        post_lists(job)
        | contradict(job, folder)
        | find_duplicates(job, folder)
        | validate(job)
        | ask_and_answer(job)
        | give_tokens(job)
        | write_profile(job)
    )


def post_lists(job: MainJob) -> Ids:
    """One list waits for its publisher, another is public."""
    told = {"category": "拟纳入监测对象", "note": "", "contact": "村委会 0791-8812345"}
    ids = []
    for _ in range(2):
        with job.as_("township_reviewer") as unit:
            ends_on = TODAY + timedelta(days=5)
            ids.append(
                prepare_posting(
                    unit, VILLAGE, PostingKind.RECOGNITION, ["A-001", "A-002"], starts_on=TODAY, ends_on=ends_on, **told
                )
            )
    with job.as_("county_officer") as unit:
        publish_posting(unit, ids[0])
        key = get_posting(unit, ids[0]).key
    return {"posting_id": ids[0], "key": key, "registry.show_publish_posting.posting_id": ids[1]}


def contradict(job: MainJob, folder: Path) -> Ids:
    """A round says another sex of somebody than the register, twice: once taken in, once still staged."""
    path = folder / "members.csv"
    path.write_text(
        "户编号,人员编号,姓名,与户主关系,性别,出生日期\nC-100,1,何田生,户主,女,1981-04-12\n", encoding="utf-8"
    )
    for is_committed in (True, False):
        with job.as_("county_officer") as unit:
            files = [ImportFile(path, path.name)]
            run_id = stage_import(unit, find_profile("county"), files, on_duplicate=OnDuplicate.UPDATE).run_id
        if is_committed:
            with job.as_("county_officer") as unit:
                commit_import(unit, run_id, allow_partial=False)
    with job.as_("county_officer") as unit:
        (row,) = list_contradictions(unit, ContradictionFilters(), PageRequest()).rows
    return {
        "registry.list_import_contradictions.run_id": run_id,
        "registry.show_decide_contradictions.person_id": row.person_id,
    }


def find_duplicates(job: MainJob, folder: Path) -> Ids:
    """One pair waits, another was decided, and a file was held against the register."""
    path = folder / "civil_affairs.csv"
    number = number_for(BORN)
    path.write_text(f"姓名,性别,出生日期,身份证号\n温志明,男,{BORN},{number}\n", encoding="utf-8")
    with job.as_("county_officer") as unit:
        one = add_member(unit, job.world, "A-002", id_number=number)
        other, third = (add_member(unit, job.world, home) for home in ("B-001", "A-002"))
        pair_id, decided_id = (add_pair(unit, one, twin).id for twin in (other, third))
        decision = decide_pair(unit, decided_id, Verdict.SAME, "known to the village")
    with job.as_("county_officer") as unit:
        file = read_people_file(ImportFile(path, path.name), TODAY)
        run_id = request_run(unit, LinkRunKind.FILE, COUNTY, source_name=path.name, is_deferred=False).run_id
        stage_records(unit, run_id, file)
    link_people(job.units, SYSTEM, LINKER, run_id)
    return {
        "pair_id": pair_id,
        "decision_id": decision.decision_id,
        "registry.show_merge.pair_id": decided_id,
        "registry.show_link_run.run_id": run_id,
        "registry.show_export_link_run.run_id": run_id,
        "registry.show_accept_likely.run_id": run_id,
    }


def validate(job: MainJob) -> Ids:
    """The register is checked; a finding is excepted, and the county has a rule of its own."""
    with job.as_("county_officer") as unit:
        rules_id = store_rules(unit, "our-land", COUNTY, OWN_RULES).rules_id
    validate_registry(job.units, SYSTEM)
    with job.as_("county_officer") as unit:
        of_village = QualityFinding.region_path.startswith(VILLAGE_A)
        first, second = unit.session.execute(
            select(QualityFinding.id, QualityFinding.rule_id).where(of_village).order_by(QualityFinding.id).limit(2)
        )
        until_on = TODAY + timedelta(days=100)
        granted = grant_exception(unit, first.id, reason="seen on a visit", until_on=until_on)
        run_id = unit.session.scalars(select(QualityRun.id)).one()
    return {
        "rules_id": rules_id,
        "rule_id": second.rule_id,
        "finding_id": second.id,
        "exception_id": granted.exception_id,
        "registry.show_quality_run.run_id": run_id,
        "registry.show_quality_village.code": VILLAGE,
        "registry.show_export_village_findings.code": VILLAGE,
    }


def ask_and_answer(job: MainJob) -> Ids:
    with job.as_("household_member") as unit:
        home = job.world.households["A-001"]
        asked = ask_correction(unit, home, CorrectionAbout.INCOME, "The wage of May.", "1,200 yuan", "a member")
    return {"correction_id": asked}


def give_tokens(job: MainJob) -> Ids:
    ends_on = TODAY + timedelta(days=30)
    with job.as_("county_officer") as unit:
        made = make_token(unit, "the county's own program", [ApiScope.REGISTER], ends_on)
    return {"token_id": made.token_id}


def write_profile(job: MainJob) -> Ids:
    with job.as_("county_officer") as unit:
        create_profile(unit, "ours", shipped_text("county"), copied_from="county")
    names = ("show_edit_profile_text", "show_edit_profile_sheet")
    return {f"registry.{name}.name": "ours" for name in names}
