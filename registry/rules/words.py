"""Code lists of the register: the values a county's own sheets use, each with the word that people read.

Source: docs/methods.md, The register.
"""

from foundation.wording import Worded, mark


class RegionLevel(Worded):
    """Administrative levels, from the nation down to the natural village (villagers' group)."""

    COUNTRY = "country", mark("Country")
    PROVINCE = "province", mark("Province")
    PREFECTURE = "prefecture", mark("Prefecture")
    COUNTY = "county", mark("County")
    TOWNSHIP = "township", mark("Township")
    VILLAGE = "village", mark("Village")
    GROUP = "group", mark("Villagers’ group")


class OrganisationKind(Worded):
    GOVERNMENT = "government", mark("Government office")
    ENTERPRISE = "enterprise", mark("Enterprise")
    PRODUCER = "producer", mark("Local producer")
    INSURER = "insurer", mark("Insurer")
    TRAINING = "training", mark("Training centre")
    SCHOOL = "school", mark("School")
    ASSESSOR = "assessor", mark("Third-party assessor")


class HouseholdClass(Worded):
    """Monitoring class: the archive-and-card history of the household."""

    EX_POOR = "ex_poor", mark("Left poverty")
    ORDINARY = "ordinary", mark("Ordinary household")


class CivilAffairsClass(Worded):
    """Civil-affairs class (低保, 特困, 低保边缘, 刚性支出困难)."""

    NONE = "none", mark("None")
    SUBSISTENCE = "subsistence", mark("Subsistence allowance")
    EXTREME = "extreme", mark("Extreme hardship support")
    EDGE = "edge", mark("Subsistence edge")
    RIGID_SPENDING = "rigid_spending", mark("Rigid-spending hardship")


class Sex(Worded):
    FEMALE = "female", mark("Female")
    MALE = "male", mark("Male")


class Relation(Worded):
    """Relation to the head of the household."""

    HEAD = "head", mark("Head")
    SPOUSE = "spouse", mark("Spouse")
    CHILD = "child", mark("Child")
    CHILD_IN_LAW = "child_in_law", mark("Child-in-law")
    GRANDCHILD = "grandchild", mark("Grandchild")
    PARENT = "parent", mark("Parent")
    SIBLING = "sibling", mark("Sibling")
    OTHER = "other", mark("Other relation")


class Schooling(Worded):
    """Highest schooling finished."""

    NONE = "none", mark("No schooling")
    PRIMARY = "primary", mark("Primary school")
    JUNIOR = "junior", mark("Junior secondary")
    SENIOR = "senior", mark("Senior secondary or vocational")
    TERTIARY = "tertiary", mark("Tertiary")


class SchoolStatus(Worded):
    """Whether a person goes to school now; leaving compulsory school is only excused by health."""

    NOT_OF_AGE = "not_of_age", mark("Not of school age")
    IN_SCHOOL = "in_school", mark("In school")
    OUT_FOR_HEALTH = "out_for_health", mark("Out of school for health reasons")
    OUT = "out", mark("Out of school")
    FINISHED = "finished", mark("Finished school")


class Health(Worded):
    HEALTHY = "healthy", mark("Healthy")
    CHRONIC = "chronic", mark("Long-term chronic illness")
    SERIOUS = "serious", mark("Serious illness")
    DISABLED = "disabled", mark("Disability")


class LabourStatus(Worded):
    """Labour capacity (普通劳动力, 技能劳动力, 弱劳动力或半劳动力, 丧失劳动力, 无劳动力)."""

    ORDINARY = "ordinary", mark("Ordinary labour")
    SKILLED = "skilled", mark("Skilled labour")
    WEAK = "weak", mark("Weak or half labour")
    LOST = "lost", mark("Labour capacity lost")
    NONE = "none", mark("No labour (age or school)")


class MedicalScheme(Worded):
    NONE = "none", mark("Not insured")
    RESIDENT = "resident", mark("Resident scheme")
    EMPLOYEE = "employee", mark("Employee scheme")
    BOTH = "both", mark("Both schemes")


class PensionScheme(Worded):
    NONE = "none", mark("Not insured")
    RESIDENT = "resident", mark("Resident pension")
    EMPLOYEE = "employee", mark("Employee pension")
    RECEIVING = "receiving", mark("Receiving a pension")


class DisabilityKind(Worded):
    """Kind of disability as the certificate numbers it (1 sight … 7 multiple)."""

    SIGHT = "sight", mark("Sight")
    HEARING = "hearing", mark("Hearing")
    SPEECH = "speech", mark("Speech")
    LIMB = "limb", mark("Limb")
    INTELLECT = "intellect", mark("Intellect")
    MENTAL = "mental", mark("Mental")
    MULTIPLE = "multiple", mark("Multiple")


class MaritalStatus(Worded):
    SINGLE = "single", mark("Single")
    MARRIED = "married", mark("Married")
    WIDOWED = "widowed", mark("Widowed")
    DIVORCED = "divorced", mark("Divorced")


class DwellingKind(Worded):
    """By what right the household lives where it lives."""

    OWN = "own", mark("Own house")
    RENTED = "rented", mark("Rented")
    RESETTLED = "resettled", mark("Resettlement housing")
    PUBLIC = "public", mark("Public or collective housing")
    BORROWED = "borrowed", mark("Borrowed, with relatives")


class DwellingGrade(Worded):
    """Safety grade of the house (A and B are safe, C and D are not)."""

    A = "a", mark("A: sound")
    B = "b", mark("B: sound, small faults")
    C = "c", mark("C: partly dangerous")
    D = "d", mark("D: dangerous")


class WaterSource(Worded):
    PIPED = "piped", mark("Piped water")
    PROTECTED_WELL = "protected_well", mark("Protected well or spring")
    UNPROTECTED = "unprotected", mark("Unprotected well, river or pond")
    CARRIED = "carried", mark("Water brought in")


class Sanitation(Worded):
    FLUSH = "flush", mark("Flush toilet")
    IMPROVED = "improved", mark("Improved dry toilet")
    SHARED = "shared", mark("Shared with other households")
    UNIMPROVED = "unimproved", mark("Simple pit")
    NONE = "none", mark("No toilet")


class CookingFuel(Worded):
    """Main fuel of the kitchen; coal, wood and straw are solid fuels."""

    ELECTRICITY = "electricity", mark("Electricity")
    GAS = "gas", mark("Gas")
    BIOGAS = "biogas", mark("Biogas")
    COAL = "coal", mark("Coal")
    WOOD = "wood", mark("Wood or straw")


class Asset(Worded):
    """Durable goods that count for the multidimensional measure."""

    RADIO = "radio", mark("Radio")
    TELEVISION = "television", mark("Television")
    TELEPHONE = "telephone", mark("Telephone")
    COMPUTER = "computer", mark("Computer")
    CART = "cart", mark("Animal cart")
    BICYCLE = "bicycle", mark("Bicycle")
    MOTORCYCLE = "motorcycle", mark("Motorcycle")
    REFRIGERATOR = "refrigerator", mark("Refrigerator")
    CAR = "car", mark("Car or truck")


class IncomeSource(Worded):
    """Where income comes from; business costs are entered as positive amounts and subtracted."""

    WAGE = "wage", mark("Wages")
    BUSINESS = "business", mark("Business income")
    BUSINESS_COST = "business_cost", mark("Business costs")
    PROPERTY = "property", mark("Property income")
    TRANSFER = "transfer", mark("Transfer income")
    CLAIMS = "claims", mark("Insurance claims")


class SpendingKind(Worded):
    FOOD = "food", mark("Food")
    HOUSING = "housing", mark("Housing")
    EDUCATION = "education", mark("Education")
    MEDICAL_SELF_PAID = "medical_self_paid", mark("Medical, compliant self-paid")
    PRODUCTION = "production", mark("Production inputs")
    OTHER = "other", mark("Other spending")


class EventKind(Worded):
    """Shocks that a household went through."""

    NATURAL_DISASTER = "natural_disaster", mark("Natural disaster")
    ILLNESS = "illness", mark("Serious illness")
    ACCIDENT = "accident", mark("Accident")
    JOB_LOSS = "job_loss", mark("Loss of work")
    BUSINESS_FAILURE = "business_failure", mark("Failed project or business")
    DEATH = "death", mark("Death in the family")
    FIRE = "fire", mark("Fire")
    OTHER = "other", mark("Other event")


class ConsentPurpose(Worded):
    DATA_CHECK = "data_check", mark("Check of income and assets with other departments")
    STORY = "story", mark("Publication of a story")
    POINTS = "points", mark("Taking part in the points scheme")
    SHARE_WITH_HELPER = "share_with_helper", mark("Sharing needs with helping enterprises and insurers")


class Colour(Worded):
    """The colours of the risk scale; unknown is its own colour and never green."""

    RED = "red", mark("Red")
    ORANGE = "orange", mark("Orange")
    YELLOW = "yellow", mark("Yellow")
    BLUE = "blue", mark("Blue")
    UNKNOWN = "unknown", mark("Unknown")
    GREEN = "green", mark("Green")


FLAGGED = (Colour.RED, Colour.ORANGE, Colour.YELLOW)
URGENCY = {colour: rank for rank, colour in enumerate(Colour)}
