"""Leads in the demo: caseworkers visit and check, township reviewers decide, some are not confirmed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from casework.models import Lead
from casework.operations.leads import start_check, verify_lead, withdraw_lead
from casework.rules.leads import OPEN_STATES
from foundation.unit_of_work import UnitOfWork
from registry.models import Household, Person
from registry.operations.consents import give_consent
from registry.queries.consents import has_consent
from registry.rules.causes import Cause
from registry.rules.words import Colour, ConsentPurpose
from web.demo.protagonist import STORY_CODE
from web.demo.staff import township_logins, workers_of
from web.demo.stage import Stage
from workflows.confirm_lead_opens_case import propose_causes, settle_lead

FINDINGS = (
    "入户核实：收入记录属实，家中主要劳动力近几个月务工不稳定，存款不多。",
    "入户核实：查看了住房、饮水和医保缴费记录，与系统信息一致，家庭负担较重。",
    "入户核实：与户主和邻居交谈，家中支出突然增加，短期内难以自行消除。",
    "入户核实：查看票据，自付医疗费较高，田里收成也比往年少。",
)
NO_RISK = "入户核实：收入有漏登，子女在外务工有稳定汇款，生活不受影响。"
REFUSAL = "收入漏登，补登后高于监测线，暂不纳入；情况变化可随时提出。"
CONFIRMATION = "情况属实，风险短期内难以自行消除，同意纳入帮扶。"
WITHDRAWN = "农户表示家中可自行解决，不愿进入程序；服务信息继续提供。"


@dataclass(frozen=True, slots=True)
class OpenLead:
    """A lead that waits, with the head of its household."""

    id: int
    number: int
    household_id: int
    code: str
    head: str
    region_path: str
    colour: Colour

    @property
    def township(self) -> str:
        return ".".join(self.region_path.split(".")[:4]) + "."

    @property
    def is_story(self) -> bool:
        return self.code == STORY_CODE

    @property
    def is_doubtful(self) -> bool:
        """Tell whether the check finds no risk: a fifth of the yellow ones."""
        return self.colour == Colour.YELLOW and self.number % 5 == 2 and not self.is_story

    @property
    def is_declined(self) -> bool:
        """Tell whether the household does not want the procedure."""
        return self.number % 41 == 17 and not self.is_story


def list_open_leads(stage: Stage, day: int) -> list[OpenLead]:
    """Return the leads without a decision, most urgent first in each township."""
    is_head = (Person.household_id == Household.id) & (Person.relation == "head") & Person.left_on.is_(None)
    statement = (
        select(Lead.id, Lead.household_id, Household.code, Person.name, Lead.region_path, Lead.colour)
        .join(Household, Household.id == Lead.household_id)
        .join(Person, is_head)
        .where(Lead.state.in_(OPEN_STATES))
        .order_by(Lead.due_at, Lead.id)
    )
    with stage.direct(day) as unit:
        rows = unit.session.execute(statement).all()
    return [OpenLead(row[0], number, *row[1:]) for number, row in enumerate(rows)]


def check_leads(stage: Stage, leads: Sequence[OpenLead], day: int, hour: int = 10) -> None:
    """Let each township's caseworkers visit the households, ask for their consents and write down what they found."""
    for login, share in _by_worker(leads, day).items():
        with stage.act(login, day, hour) as unit:
            for lead in share:
                start_check(unit, lead.id)
                if lead.is_declined:
                    withdraw_lead(unit, lead.id, reason=WITHDRAWN)
                else:
                    _verify(unit, lead)


def start_checks(stage: Stage, leads: Sequence[OpenLead], day: int, hour: int = 10) -> None:
    """Let the caseworkers take the checks on, without a finding yet."""
    for login, share in _by_worker(leads, day).items():
        with stage.act(login, day, hour) as unit:
            for lead in share:
                start_check(unit, lead.id)


def decide_leads(stage: Stage, leads: Sequence[OpenLead], day: int, hour: int = 15) -> int:
    """Let the township reviewers decide; return how many cases were opened."""
    opened = 0
    for login, share in _grouped(leads, lambda lead: township_logins()[lead.township]).items():
        with stage.act(login, day, hour) as unit:
            for lead in share:
                if not lead.is_declined:
                    opened += _decide(unit, lead)
    return opened


def _verify(unit: UnitOfWork, lead: OpenLead) -> None:
    _ask_for_consents(unit, lead)
    is_data_checked = has_consent(unit, lead.household_id, ConsentPurpose.DATA_CHECK)
    finding = NO_RISK if lead.is_doubtful else FINDINGS[lead.number % len(FINDINGS)]
    causes = () if lead.is_doubtful else propose_causes(unit, lead.id)
    verify_lead(unit, lead.id, finding=finding, causes=causes, is_data_checked=is_data_checked)


def _ask_for_consents(unit: UnitOfWork, lead: OpenLead) -> None:
    """Ask for two consents; every third household refuses the one, every seventh the other."""
    for purpose, every in ((ConsentPurpose.DATA_CHECK, 3), (ConsentPurpose.SHARE_WITH_HELPER, 7)):
        says_no = lead.number % every == every - 1 and not lead.is_story
        if not says_no and not has_consent(unit, lead.household_id, purpose):
            give_consent(unit, lead.household_id, purpose, lead.head)


def _decide(unit: UnitOfWork, lead: OpenLead) -> bool:
    if lead.is_doubtful:
        settle_lead(unit, lead.id, is_confirmed=False, reason=REFUSAL)
        return False
    causes = propose_causes(unit, lead.id) or (Cause.OTHER,)
    settle_lead(unit, lead.id, is_confirmed=True, reason=CONFIRMATION, causes=causes)
    return True


def _by_worker(leads: Sequence[OpenLead], day: int) -> dict[str, list[OpenLead]]:
    def worker_of(lead: OpenLead) -> str:
        present = workers_of(lead.township, day)
        return present[lead.number % len(present)]

    return _grouped(leads, worker_of)


def _grouped(leads: Sequence[OpenLead], key: Callable[[OpenLead], str]) -> dict[str, list[OpenLead]]:
    groups: dict[str, list[OpenLead]] = {}
    for lead in leads:
        groups.setdefault(key(lead), []).append(lead)
    return groups
