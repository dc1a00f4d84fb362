"""What the demo's enterprises offer: money, goods, jobs, training, technology."""

from dataclasses import dataclass
from datetime import date, timedelta

from foundation.money import Money
from marketplace.operations.offers import post_offer, publish_offer
from marketplace.rules.offers import Conditions, NewOffer
from marketplace.rules.words import OfferKind, UnitWord
from registry.rules.causes import Cause
from web.demo.places import COUNTY_PATH
from web.demo.stage import Stage

POSTING = -12
OPEN_DAYS = 365
NO_CONDITIONS = Conditions()


@dataclass(frozen=True, slots=True)
class Draft:
    """An offer as its enterprise writes it; the value of one unit in yuan."""

    login: str
    kind: OfferKind
    title_en: str
    title_zh: str
    description: str
    unit: UnitWord
    quantity: int
    yuan: int | None
    causes: tuple[Cause, ...]
    conditions: Conditions = NO_CONDITIONS


RICE_SETS = "Rice seed and fertiliser after a flood"
AGRONOMIST = "An agronomist's day in your fields"
MEDICAL_GRANT = "A grant towards medical bills"
OFFERS = (
    Draft(
        login="enterprise",
        kind=OfferKind.GOODS,
        title_en=RICE_SETS,
        title_zh="灾后稻种化肥套装",
        description="For two mu of late rice, delivered to the village. 每套可种两亩晚稻，送货到村。",
        unit=UnitWord.SET,
        quantity=200,
        yuan=320,
        causes=(Cause.NATURAL_DISASTER, Cause.BUSINESS_FAILURE, Cause.LOW_INCOME),
    ),
    Draft(
        login="enterprise",
        kind=OfferKind.TECHNOLOGY,
        title_en=AGRONOMIST,
        title_zh="农艺师田间指导一天",
        description="One day with our agronomist: soil, seed, water, pests. 农艺师到田间指导土壤、选种、水肥和病虫害。",
        unit=UnitWord.DAY,
        quantity=60,
        yuan=400,
        causes=(Cause.LACK_OF_SKILL, Cause.NATURAL_DISASTER, Cause.LOW_INCOME),
        conditions=Conditions(needs_worker=True),
    ),
    Draft(
        login="enterprise2",
        kind=OfferKind.JOBS,
        title_en="Sewing jobs close to home",
        title_zh="家门口的缝纫工岗位",
        description="At least six months, with the employee schemes. 起薪每月3200元，缴纳社保。",
        unit=UnitWord.JOB,
        quantity=24,
        yuan=None,
        causes=(Cause.UNSTABLE_WORK, Cause.LOW_INCOME, Cause.LACK_OF_LAND),
        conditions=Conditions(needs_worker=True),
    ),
    Draft(
        login="enterprise2",
        kind=OfferKind.TRAINING,
        title_en="Paid sewing course, four weeks",
        title_zh="四周带薪缝纫培训",
        description="60 yuan a day during the course, a try-out job after it. 培训期间每天补助60元，结业后安排试岗。",
        unit=UnitWord.PLACE,
        quantity=30,
        yuan=1500,
        causes=(Cause.LACK_OF_SKILL, Cause.UNSTABLE_WORK, Cause.LOW_CONFIDENCE),
        conditions=Conditions(needs_worker=True),
    ),
    Draft(
        login="enterprise3",
        kind=OfferKind.GOODS,
        title_en="Seedlings of white lotus",
        title_zh="白莲种苗",
        description="Seedlings for one mu; we buy the harvest at the county's price. 每箱可种一亩，按县指导价收购。",
        unit=UnitWord.BOX,
        quantity=120,
        yuan=600,
        causes=(Cause.LOW_INCOME, Cause.BUSINESS_FAILURE, Cause.LACK_OF_FUNDS),
        conditions=Conditions(needs_worker=True),
    ),
    Draft(
        login="enterprise3",
        kind=OfferKind.JOBS,
        title_en="Light work shelling lotus seeds",
        title_zh="莲子加工轻活岗位",
        description="Seated work, half days possible, open to older people. 坐班轻活，可做半天，欢迎年长者。",
        unit=UnitWord.JOB,
        quantity=15,
        yuan=None,
        causes=(Cause.LACK_OF_LABOUR, Cause.DISABILITY, Cause.LOW_INCOME),
        conditions=Conditions(needs_worker=True),
    ),
    Draft(
        login="enterprise4",
        kind=OfferKind.MONEY,
        title_en=MEDICAL_GRANT,
        title_zh="医疗费用补助金",
        description="Paid once a year, after scheme and assistance. 在医保和医疗救助之后一次性补助。",
        unit=UnitWord.GRANT,
        quantity=80,
        yuan=2000,
        causes=(Cause.ILLNESS, Cause.DISABILITY, Cause.ACCIDENT),
    ),
    Draft(
        login="enterprise4",
        kind=OfferKind.GOODS,
        title_en="A year of chronic-illness medicine",
        title_zh="慢性病常用药一年",
        description="Common medicine, given out by the township clinic. 常用药，由乡镇卫生院发放。",
        unit=UnitWord.BOX,
        quantity=100,
        yuan=480,
        causes=(Cause.ILLNESS,),
    ),
    Draft(
        login="enterprise5",
        kind=OfferKind.GOODS,
        title_en="Roof and wall materials",
        title_zh="屋顶墙体修缮材料",
        description="Tiles, cement, timber and advice for one dwelling. 一户修缮所需瓦、水泥、木料，附施工指导。",
        unit=UnitWord.SET,
        quantity=20,
        yuan=4500,
        causes=(Cause.HOUSING, Cause.NATURAL_DISASTER),
    ),
    Draft(
        login="enterprise5",
        kind=OfferKind.GOODS,
        title_en="Water tank with filter",
        title_zh="储水箱与净水设备",
        description="Tank, filter and pipes for one household. 一户所需水箱、滤芯和管道。",
        unit=UnitWord.SET,
        quantity=30,
        yuan=1800,
        causes=(Cause.WATER,),
    ),
    Draft(
        login="enterprise5",
        kind=OfferKind.MONEY,
        title_en="A school grant for one child",
        title_zh="一名学生的助学金",
        description="For one school year; renewed when the child stays at school. 一学年；在校就读可续。",
        unit=UnitWord.GRANT,
        quantity=40,
        yuan=1500,
        causes=(Cause.SCHOOLING, Cause.CHILD_OUT_OF_SCHOOL),
        conditions=Conditions(needs_child=True),
    ),
)


def post_offers(stage: Stage) -> dict[str, int]:
    """Let each enterprise post and publish its offers; return their ids by English title."""
    offers = {}
    for draft in OFFERS:
        with stage.act(draft.login, POSTING) as unit:
            offers[draft.title_en] = post_offer(unit, _new_offer(draft, unit.today)).offer_id
            publish_offer(unit, offers[draft.title_en])
    return offers


def _new_offer(draft: Draft, today: date) -> NewOffer:
    return NewOffer(
        kind=draft.kind,
        title_en=draft.title_en,
        title_zh=draft.title_zh,
        description=draft.description,
        unit=draft.unit,
        quantity=draft.quantity,
        causes=frozenset(draft.causes),
        valid_from=today,
        valid_until=today + timedelta(days=OPEN_DAYS),
        unit_value=Money(draft.yuan * 100) if draft.yuan else None,
        conditions=draft.conditions,
        region_path=COUNTY_PATH,
    )
