"""The demo's organisations and the people who act for them. All made up; their names say so (演示 means demo)."""

from dataclasses import dataclass

from registry.operations.users import NewUser, add_organisation, add_user
from registry.rules.words import OrganisationKind
from web.demo.places import COUNTY_PATH
from web.demo.staff import SETTING_UP
from web.demo.stage import PASSWORD, Stage


@dataclass(frozen=True, slots=True)
class Partner:
    """An organisation with its one log-in; `login` is also its key."""

    login: str
    kind: OrganisationKind
    name: str
    person: str
    role: str


KIND = OrganisationKind
PARTNERS = (
    Partner("enterprise", KIND.ENTERPRISE, "琴江米业有限公司（演示）", "林建业", "enterprise"),
    Partner("enterprise2", KIND.ENTERPRISE, "赣源家纺有限公司（演示）", "苏丽华", "enterprise"),
    Partner("enterprise3", KIND.ENTERPRISE, "客家莲业股份公司（演示）", "钟志勇", "enterprise"),
    Partner("enterprise4", KIND.ENTERPRISE, "仁心医药连锁公司（演示）", "方婉清", "enterprise"),
    Partner("enterprise5", KIND.ENTERPRISE, "恒固建材有限公司（演示）", "严国栋", "enterprise"),
    Partner("producer", KIND.PRODUCER, "岗头白莲专业合作社（演示）", "唐秋莲", "producer"),
    Partner("producer2", KIND.PRODUCER, "溪河家庭农场（演示）", "徐水清", "producer"),
    Partner("producer3", KIND.PRODUCER, "高田茶油合作社（演示）", "温德明", "producer"),
    Partner("producer4", KIND.PRODUCER, "木兰蜂业合作社（演示）", "曾美玲", "producer"),
    Partner("insurer", KIND.INSURER, "安丰农业保险公司（演示）", "梁启航", "insurer"),
    Partner("insurer2", KIND.INSURER, "惠民财产保险公司（演示）", "沈雨桐", "insurer"),
    Partner("trainer", KIND.TRAINING, "县职业技能培训中心（演示）", "丁文斌", "trainer"),
    Partner("assessor", KIND.ASSESSOR, "明正第三方评估所（演示）", "顾晓晨", "assessor"),
)


def add_partners(stage: Stage) -> None:
    """Add every organisation and its log-in."""
    with stage.direct(SETTING_UP) as unit:
        for partner in PARTNERS:
            organisation = add_organisation(
                unit, kind=partner.kind, name=partner.name, region_path=COUNTY_PATH, contact=partner.person
            )
            new = NewUser(partner.login, partner.person, PASSWORD, partner.role, organisation_id=organisation.id)
            stage.organisations[partner.login] = organisation.id
            stage.users[partner.login] = add_user(unit, new, stage.here.hasher).user_id
