"""What the demo's producers sell, by the three steps: submitted, recommended by the county, on the market."""

from dataclasses import dataclass

from foundation.money import Money
from marketplace.operations.listings import admit_county, create_listing, recommend_listing, submit_listing
from marketplace.rules.listings import NewListing
from marketplace.rules.words import UnitWord
from web.demo.places import COUNTY_PATH
from web.demo.stage import Stage

ADMITTING, LISTING, RECOMMENDING = -20, -9, -6


@dataclass(frozen=True, slots=True)
class Good:
    """Goods with their price of one unit in fen; `is_waiting` leaves them at the county."""

    login: str
    title_en: str
    title_zh: str
    description: str
    unit: UnitWord
    fen: int
    stock: int
    is_waiting: bool = False


GOODS = (
    Good(
        login="producer",
        title_en="White lotus seeds",
        title_zh="通心白莲",
        description="Dried, this year's harvest, 500 g. 当年新莲，500克装。",
        unit=UnitWord.BAG,
        fen=4800,
        stock=600,
    ),
    Good(
        login="producer",
        title_en="Lotus root powder",
        title_zh="纯藕粉",
        description="Made in small batches, no sugar added. 小批量制作，不加糖。",
        unit=UnitWord.BOX,
        fen=3600,
        stock=240,
    ),
    Good(
        login="producer2",
        title_en="Late rice of the valley",
        title_zh="山谷晚稻米",
        description="Milled on order, 5 kg. 现碾现发，5公斤装。",
        unit=UnitWord.BAG,
        fen=4500,
        stock=900,
    ),
    Good(
        login="producer2",
        title_en="Dried sweet potato",
        title_zh="农家地瓜干",
        description="Steamed and sun-dried three times. 三蒸三晒。",
        unit=UnitWord.BAG,
        fen=1800,
        stock=400,
    ),
    Good(
        login="producer3",
        title_en="Cold-pressed camellia oil",
        title_zh="冷榨山茶油",
        description="One litre, pressed in the village. 1升，本村压榨。",
        unit=UnitWord.BOTTLE,
        fen=9800,
        stock=180,
    ),
    Good(
        login="producer4",
        title_en="Wild-flower honey",
        title_zh="百花蜜",
        description="From bees kept on the slopes, 500 g. 山坡蜂场，500克装。",
        unit=UnitWord.BOTTLE,
        fen=5600,
        stock=150,
    ),
    Good(
        login="producer4",
        title_en="Royal jelly",
        title_zh="蜂王浆",
        description="Kept cold until it is sent. 冷藏保存，随单发货。",
        unit=UnitWord.BOTTLE,
        fen=12800,
        stock=40,
        is_waiting=True,
    ),
)


def list_goods(stage: Stage) -> None:
    """Admit the county, let the producers submit their goods and the county recommend all but what waits."""
    with stage.act("administrator", ADMITTING) as unit:
        admit_county(unit, COUNTY_PATH, unit.today, "832 counties that left poverty (list of 2014)")
    waiting = set()
    listings = []
    for good in GOODS:
        new = NewListing(good.title_en, good.title_zh, good.description, good.unit, Money(good.fen), good.stock)
        with stage.act(good.login, LISTING) as unit:
            listing_id = create_listing(unit, new).listing_id
            submit_listing(unit, listing_id)
        listings.append(listing_id)
        if good.is_waiting:
            waiting.add(listing_id)
    with stage.act("county_officer", RECOMMENDING) as unit:
        for listing_id in listings:
            if listing_id not in waiting:
                recommend_listing(unit, listing_id)
