"""Two registers of the same county's people, as two offices would have written them, and who is who.

    left, right, truth = generate_registers(persons=200_000, pairs=120_000, seed=1)

People live in families of two or three generations, in villages that one family name often dominates; siblings share
a generation character, some are twins, some sons bear a character of their father's name, and names are as unevenly
spread as real ones, so that a village has several 王伟. One copy is written well, the other badly: `Slips` says how
often each error occurs, and errors come in heaps, because some clerks write worse than others. Everything is generated
and belongs to nobody. The same seed gives the same registers.

    python -m benchmarks.people_generator --persons 20000 --folder people     writes left.csv, right.csv, truth.csv
"""

import argparse
import csv
import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

from benchmarks.people_names import draw_given, draw_minority_name, draw_surname
from benchmarks.people_slips import GOOD_HAND, POOR_HAND, Slips, miswrite
from foundation.identifiers import id_check_character

COLUMNS = ("id", "household", "village", "name", "sex", "born_on", "id_number", "phone")
LAST_DAY = date(2026, 6, 1)
HOUSEHOLDS_A_VILLAGE = 200
COUNTY = "360121"


@dataclass(frozen=True, slots=True)
class Someone:
    """A person as they are."""

    name: str
    sex: str
    born_on: date
    id_number: str
    phone: str


@dataclass(slots=True)
class Family:
    """A household with its members and where it lives."""

    village: int
    people: list[Someone] = field(default_factory=list)


class Entry(NamedTuple):
    """One row of a register, as it was written."""

    key: str
    household: str
    village: str
    name: str
    sex: str
    born_on: str
    id_number: str
    phone: str


@dataclass
class County:
    """Makes families one after another."""

    dice: random.Random
    villages: int
    _clans: dict[int, str] = field(default_factory=dict)
    _serials: dict[date, int] = field(default_factory=dict)

    def family(self) -> Family:
        """Return a family: a couple or one parent, children, sometimes the husband's parents."""
        dice = self.dice
        family = Family(dice.randrange(self.villages))
        if dice.random() < 0.04:
            return self._minority_family(family)
        surname = self._surname(family.village)
        age = dice.choices((27, 38, 48, 57, 68), (12, 24, 28, 24, 12))[0] + dice.randrange(-4, 5)
        phone = self._phone()
        father = self._someone(surname + draw_given(dice, "male", age), "male", age, phone)
        family.people.append(father)
        if dice.random() < 0.86:
            wife = draw_surname(dice) + draw_given(dice, "female", age)
            other_phone = phone if dice.random() < 0.35 else self._phone()
            family.people.append(self._someone(wife, "female", age - dice.randrange(-1, 5), other_phone))
        self._add_children(family, surname, father, age)
        if age < 60 and dice.random() < 0.35:
            self._add_parents(family, surname, age, phone)
        return family

    def _add_children(self, family: Family, surname: str, father: Someone, age: int) -> None:
        dice = self.dice
        generation = draw_given(dice, "male", age - 26)[0]
        shares_generation = dice.random() < 0.35
        eldest = age - 21 - dice.randrange(8)
        count = dice.choices((0, 1, 2, 3), (12, 38, 38, 12))[0]
        is_twin = False
        while count > 0 and eldest >= 0:
            count -= 1
            sex = dice.choice(("male", "female"))
            given = draw_given(dice, sex, eldest)
            if shares_generation and len(given) > 1:
                given = generation + given[-1]
            if sex == "male" and dice.random() < 0.06:
                given = given[0] + father.name[-1]
            born = family.people[-1].born_on if is_twin else None
            phone = father.phone if eldest < 16 and dice.random() < 0.5 else (self._phone() if eldest > 12 else "")
            family.people.append(self._someone(surname + given, sex, eldest, phone, born))
            is_twin = count > 0 and dice.random() < 0.012
            eldest -= 0 if is_twin else dice.randrange(1, 6)

    def _add_parents(self, family: Family, surname: str, age: int, phone: str) -> None:
        dice = self.dice
        old = age + 23 + dice.randrange(8)
        if dice.random() < 0.7:
            family.people.append(self._someone(surname + draw_given(dice, "male", old), "male", old, phone))
        if dice.random() < 0.8:
            mother = draw_surname(dice) + draw_given(dice, "female", old)
            family.people.append(self._someone(mother, "female", old - dice.randrange(4), phone))

    def _minority_family(self, family: Family) -> Family:
        dice = self.dice
        age = dice.randrange(25, 70)
        parent = draw_minority_name(dice, "male")
        phone = self._phone()
        names = [(parent, "male", age), (draw_minority_name(dice, "female"), "female", age - 2)]
        for child in range(dice.randrange(3)):
            sex = dice.choice(("male", "female"))
            given = draw_minority_name(dice, sex).split("·")[0]
            names.append((f"{given}·{parent.split('·')[0]}", sex, max(age - 24 - 3 * child, 0)))
        family.people = [self._someone(name, sex, years, phone) for name, sex, years in names]
        return family

    def _someone(self, name: str, sex: str, age: int, phone: str, born: date | None = None) -> Someone:
        dice = self.dice
        born_on = born or LAST_DAY - timedelta(days=max(age, 0) * 365 + dice.randrange(365))
        serial = self._serials[born_on] = self._serials.get(born_on, 0) + 1
        # Officials number the born of a day in the order in which they come: odd for boys, even for girls.
        order = (serial * 2 - (sex == "male")) % 1000
        first17 = f"{COUNTY}{born_on:%Y%m%d}{order:03d}"
        return Someone(name, sex, born_on, first17 + id_check_character(first17), phone)

    def _surname(self, village: int) -> str:
        if village not in self._clans:
            self._clans[village] = draw_surname(self.dice) if self.dice.random() < 0.6 else ""
        clan = self._clans[village]
        return clan if clan and self.dice.random() < 0.5 else draw_surname(self.dice)

    def _phone(self) -> str:
        start = self.dice.choice(("138", "139", "150", "152", "158", "187", "136", "177"))
        return f"{start}{self.dice.randrange(10**8):08d}"


@dataclass
class Registers:
    """What was generated: both registers and the pairs of keys that are one person."""

    left: list[Entry] = field(default_factory=list)
    right: list[Entry] = field(default_factory=list)
    truth: list[tuple[str, str]] = field(default_factory=list)


class Writer:
    """An office that writes families down, up to a number of persons, each under a running number of its own."""

    def __init__(self, dice: random.Random, name: str, slips: Slips, persons: int, villages: int) -> None:
        self.entries: list[Entry] = []
        self.slips = slips
        self._dice, self._name, self._villages = dice, name, villages
        self._numbers = dice.sample(range(persons * 10), persons)
        self._households = 0
        self._scribes: dict[int, Slips] = {}

    @property
    def room(self) -> int:
        """How many persons more are wanted."""
        return len(self._numbers)

    def write(self, family: Family, places: Iterable[int]) -> dict[int, str]:
        """Write down the members at these places; return each one's key."""
        dice = self._dice
        self._households += 1
        household = f"{self._name}H{self._households:06d}"
        village = dice.randrange(self._villages) if dice.random() < self.slips.moved else family.village
        slips = self._scribe(village)
        keys = {}
        for place in places:
            if not self._numbers:
                break
            someone = family.people[place]
            written = miswrite(
                dice,
                slips,
                name=someone.name,
                sex=someone.sex,
                born_on=someone.born_on,
                id_number=someone.id_number,
                phone=someone.phone,
                other_number=dice.choice(family.people).id_number,
            )
            keys[place] = f"{self._name}{self._numbers.pop():08d}"
            self.entries.append(Entry(keys[place], household, village_code(village), *written))
        return keys

    def _scribe(self, village: int) -> Slips:
        """Return how badly a village's clerk writes: errors come in heaps, not evenly."""
        if village not in self._scribes:
            self._scribes[village] = self.slips.scaled(self._dice.lognormvariate(0, 0.8))
        return self._scribes[village]

    def marry_out(self) -> None:
        """Put some young women into another family of the same register."""
        dice = self._dice
        for place, entry in enumerate(self.entries):
            if (
                entry.sex == "female"
                and "1986" <= entry.born_on[:4] <= "2004"
                and dice.random() < self.slips.married_out * 6
            ):
                other = dice.choice(self.entries)
                self.entries[place] = entry._replace(household=other.household, village=other.village)


def generate_registers(
    persons: int, pairs: int, seed: int = 1, left: Slips = GOOD_HAND, right: Slips = POOR_HAND
) -> Registers:
    """Return two registers of `persons` each with `pairs` people in both, mostly as whole families.

    Args:
        left, right: how badly each of them was written.
    """
    dice = random.Random(seed)
    county = County(dice, max(persons * 14 // 10 // 3 // HOUSEHOLDS_A_VILLAGE, 2))
    one, two = (Writer(dice, name, slips, persons, county.villages) for name, slips in (("L", left), ("R", right)))
    truth: list[tuple[str, str]] = []
    while len(truth) < pairs:
        family = county.family()
        sides = list(split_family(dice, len(family.people), right.missing_from_family, pairs - len(truth)))
        left_keys = one.write(family, [place for place, (is_left, _) in enumerate(sides) if is_left])
        right_keys = two.write(family, [place for place, (_, is_right) in enumerate(sides) if is_right])
        truth += [(left_keys[place], right_keys[place]) for place in left_keys if place in right_keys]
    for writer in (one, two):
        while writer.room:
            family = county.family()
            writer.write(family, range(len(family.people)))
        writer.marry_out()
        dice.shuffle(writer.entries)
    return Registers(one.entries, two.entries, truth)


def split_family(dice: random.Random, members: int, missing: float, pairs: int) -> Iterable[tuple[bool, bool]]:
    """Yield for each member whether the left and the right register have them; at most `pairs` are in both."""
    for _ in range(members):
        chance = dice.random()
        if chance < missing or pairs <= 0:
            yield (True, False) if dice.random() < 0.5 else (False, True)
        else:
            pairs -= 1
            yield True, True


def village_code(number: int) -> str:
    """Return the code of a village, twenty to a township."""
    return f"{COUNTY}{100 + number // 20:03d}{200 + number % 20:03d}"


def write_csv(path: Path, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Write rows with their headings."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        writer.writerows(rows)


def write_registers(made: Registers, folder: Path) -> None:
    """Write left.csv, right.csv and truth.csv."""
    folder.mkdir(parents=True, exist_ok=True)
    write_csv(folder / "left.csv", COLUMNS, made.left)
    write_csv(folder / "right.csv", COLUMNS, made.right)
    write_csv(folder / "truth.csv", ("left", "right"), made.truth)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--persons", type=int, default=20_000, help="in each register")
    parser.add_argument("--pairs", type=int, help="people in both; three fifths without it")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--folder", type=Path, default=Path("people"))
    args = parser.parse_args()
    write_registers(generate_registers(args.persons, args.pairs or args.persons * 3 // 5, args.seed), args.folder)


if __name__ == "__main__":
    main()
