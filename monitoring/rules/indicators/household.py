"""Indicators of dwelling, land, road, events, and where the household stands in the procedure."""

from foundation.wording import mark
from monitoring.rules.home import Reading
from monitoring.rules.indicators.kinds import Indicator, Unit
from registry.rules.words import CivilAffairsClass

NOT_RECORDED = mark("It is not recorded.")
NEVER = mark("Never: no event recorded means none happened.")
FLOOR_CLASSES = ("subsistence", "extreme")


def land_per_head(reading: Reading) -> float | None:
    """Return land a member, mu."""
    land = reading.home.land_mu
    return None if land is None or not reading.members else land / len(reading.members)


def floor_in_place(reading: Reading) -> bool | None:
    """Tell whether the household receives the subsistence allowance or extreme-hardship support."""
    civil = reading.home.civil_affairs_class
    return None if civil is None else civil in FLOOR_CLASSES


def survey_age(reading: Reading) -> float | None:
    """Return the days since the household was last surveyed."""
    surveyed_on = reading.home.surveyed_on
    return None if surveyed_on is None else float((reading.window.as_of - surveyed_on).days)


HOUSEHOLD = (
    Indicator(
        id="dwelling_safe",
        title=mark("Safe dwelling"),
        unit=Unit.YES_NO,
        meaning=mark("Whether the dwelling that the household lives in is safe."),
        unknown_when=NOT_RECORDED,
        sql="is_dwelling_safe",
        reference=lambda reading: reading.home.is_dwelling_safe,
    ),
    Indicator(
        id="water_safe",
        title=mark("Safe drinking water"),
        unit=Unit.YES_NO,
        meaning=mark("Whether the household has safe drinking water."),
        unknown_when=NOT_RECORDED,
        sql="is_water_safe",
        reference=lambda reading: reading.home.is_water_safe,
    ),
    Indicator(
        id="ex_poor",
        title=mark("Left registered poverty"),
        unit=Unit.YES_NO,
        meaning=mark("Whether the household was registered as poor and has left poverty."),
        unknown_when=mark("Never."),
        sql="household_class = 'ex_poor'",
        is_fixed=True,
        reference=lambda reading: reading.home.household_class == "ex_poor",
    ),
    Indicator(
        id="floor_in_place",
        title=mark("Social-security floor in place"),
        unit=Unit.YES_NO,
        meaning=mark("Whether the household receives the subsistence allowance or extreme-hardship support."),
        unknown_when=NOT_RECORDED,
        sql="civil_affairs_class in ('subsistence', 'extreme')",
        reference=floor_in_place,
    ),
    Indicator(
        id="civil_affairs",
        title=mark("Civil-affairs class"),
        unit=Unit.CODE,
        meaning=mark("The household's class with civil affairs."),
        unknown_when=NOT_RECORDED,
        sql="civil_affairs_class",
        reference=lambda reading: reading.home.civil_affairs_class,
        codes=tuple(member.value for member in CivilAffairsClass),
    ),
    Indicator(
        id="has_open_case",
        title=mark("Recognised and under assistance"),
        unit=Unit.YES_NO,
        meaning=mark("Whether a case is open for the household: it was recognised and its risk is not yet lifted."),
        unknown_when=mark("Never: no case means none is open."),
        sql="coalesce(case_state <> 'closed', false)",
        reference=lambda reading: reading.home.case_state not in (None, "closed"),
    ),
    Indicator(
        id="land_per_head",
        title=mark("Land per person"),
        unit=Unit.MU,
        meaning=mark("Farm land divided by the members; 15 mu are one hectare."),
        unknown_when=mark("Land is not recorded, or no member."),
        sql="land_mu / nullif(members, 0)",
        reference=land_per_head,
        higher_is_better=True,
    ),
    Indicator(
        id="road_distance",
        title=mark("Distance to the road"),
        unit=Unit.KILOMETRES,
        meaning=mark("Distance from the dwelling to the trunk road."),
        unknown_when=NOT_RECORDED,
        sql="road_km",
        reference=lambda reading: reading.home.road_km,
        higher_is_better=False,
    ),
    Indicator(
        id="survey_age",
        title=mark("Days since the last survey"),
        unit=Unit.DAYS,
        meaning=mark("Days since the household's facts were last looked at."),
        unknown_when=mark("The day of the last survey is not recorded."),
        sql="survey_age_days",
        reference=survey_age,
        higher_is_better=False,
    ),
    Indicator(
        id="shocks",
        title=mark("Shocks in the last year"),
        unit=Unit.EVENTS,
        meaning=mark("Events that struck the household since the start of the income window."),
        unknown_when=NEVER,
        sql="shock_count",
        reference=lambda reading: float(len(reading.shocks)),
        higher_is_better=False,
    ),
    Indicator(
        id="disasters",
        title=mark("Natural disasters and fires in the last year"),
        unit=Unit.EVENTS,
        meaning=mark("Natural disasters and fires that struck the household since the start of the income window."),
        unknown_when=NEVER,
        sql="disasters",
        reference=lambda reading: reading.shocks_of("natural_disaster", "fire"),
        higher_is_better=False,
    ),
    Indicator(
        id="accidents",
        title=mark("Accidents and deaths in the last year"),
        unit=Unit.EVENTS,
        meaning=mark("Accidents and deaths in the family since the start of the income window."),
        unknown_when=NEVER,
        sql="accidents",
        reference=lambda reading: reading.shocks_of("accident", "death"),
        higher_is_better=False,
    ),
    Indicator(
        id="illnesses",
        title=mark("Serious illnesses in the last year"),
        unit=Unit.EVENTS,
        meaning=mark("Serious illnesses that struck a member since the start of the income window."),
        unknown_when=NEVER,
        sql="illnesses",
        reference=lambda reading: reading.shocks_of("illness"),
        higher_is_better=False,
    ),
    Indicator(
        id="work_losses",
        title=mark("Losses of work in the last year"),
        unit=Unit.EVENTS,
        meaning=mark("Members who lost their work since the start of the income window."),
        unknown_when=NEVER,
        sql="work_losses",
        reference=lambda reading: reading.shocks_of("job_loss"),
        higher_is_better=False,
    ),
    Indicator(
        id="business_failures",
        title=mark("Failed projects in the last year"),
        unit=Unit.EVENTS,
        meaning=mark("Farm projects or businesses that failed since the start of the income window."),
        unknown_when=NEVER,
        sql="business_failures",
        reference=lambda reading: reading.shocks_of("business_failure"),
        higher_is_better=False,
    ),
)
