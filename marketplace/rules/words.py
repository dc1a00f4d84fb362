"""Code lists of the market and of offers of help.

Source: docs/methods.md, Market platform, Enterprises and villages.
"""

from foundation.wording import Worded, mark


class OfferKind(Worded):
    """What an enterprise helps with."""

    MONEY = "money", mark("Money")
    GOODS = "goods", mark("Goods")
    JOBS = "jobs", mark("Jobs")
    TRAINING = "training", mark("Training")
    TECHNOLOGY = "technology", mark("Technology and advice")


class UnitWord(Worded):
    """What offers and goods are counted in; 1 jin is 500 g."""

    GRANT = "grant", mark("grant")
    PIECE = "piece", mark("piece")
    SET = "set", mark("set")
    BAG = "bag", mark("bag")
    BOX = "box", mark("box")
    BOTTLE = "bottle", mark("bottle")
    KILOGRAM = "kilogram", mark("kilogram")
    JIN = "jin", mark("jin")
    HEAD = "head", mark("head")
    PLACE = "place", mark("place")
    JOB = "job", mark("job")
    HOUR = "hour", mark("hour")
    DAY = "day", mark("day")


class OfferState(Worded):
    DRAFT = "draft", mark("Draft")
    OPEN = "open", mark("Open")
    PAUSED = "paused", mark("Paused")
    CLOSED = "closed", mark("Closed")


class OfferAct(Worded):
    PUBLISH = "publish", mark("Publish")
    PAUSE = "pause", mark("Pause")
    CLOSE = "close", mark("Close")


class RequestState(Worded):
    REQUESTED = "requested", mark("Waiting for the enterprise")
    ACCEPTED = "accepted", mark("Promised")
    DECLINED = "declined", mark("Declined")
    WITHDRAWN = "withdrawn", mark("Withdrawn")
    DELIVERED = "delivered", mark("Delivered")


class RequestAct(Worded):
    ACCEPT = "accept", mark("Accept")
    DECLINE = "decline", mark("Decline")
    WITHDRAW = "withdraw", mark("Withdraw")
    DELIVER = "deliver", mark("Record the delivery")


class SellerRole(Worded):
    """Whose produce a seller offers."""

    PRODUCER = "producer", mark("Our own produce")
    TRADER = "trader", mark("Produce of another producer, whom we sell for")


class ListingState(Worded):
    DRAFT = "draft", mark("Draft")
    WAITING = "waiting", mark("Waiting for the county's recommendation")
    PUBLISHED = "published", mark("On the market")
    WITHDRAWN = "withdrawn", mark("Off the market")


class ListingAct(Worded):
    SUBMIT = "submit", mark("Send to the county")
    PUBLISH = "publish", mark("Put on the market")
    SEND_BACK = "send_back", mark("Send back")
    WITHDRAW = "withdraw", mark("Take off the market")


class DonationPurpose(Worded):
    """What a donor wants the money used for."""

    ANY = "any", mark("Where it is needed most")
    SCHOOLING = "schooling", mark("Schooling of children")
    HEALTH = "health", mark("Illness and care")
    DISASTER = "disaster", mark("Help after disasters")
    LIVELIHOOD = "livelihood", mark("Skills, work and start-ups")
    HOUSING = "housing", mark("Safe homes and water")


KIND_UNITS: dict[OfferKind, tuple[UnitWord, ...]] = {
    OfferKind.MONEY: (UnitWord.GRANT,),
    OfferKind.GOODS: (
        UnitWord.PIECE,
        UnitWord.SET,
        UnitWord.BAG,
        UnitWord.BOX,
        UnitWord.BOTTLE,
        UnitWord.KILOGRAM,
        UnitWord.JIN,
        UnitWord.HEAD,
    ),
    OfferKind.JOBS: (UnitWord.JOB,),
    OfferKind.TRAINING: (UnitWord.PLACE,),
    OfferKind.TECHNOLOGY: (UnitWord.HOUR, UnitWord.DAY, UnitWord.SET),
}
"""What each kind of help is counted in."""

GOODS_UNITS = KIND_UNITS[OfferKind.GOODS]
