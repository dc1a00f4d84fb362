"""`holdfast regions load`: a file of regions is taken whole or not at all."""

from pathlib import Path

import pytest

from registry.rules.words import RegionLevel
from tests.web.command_line import Run, answer, run
from web.commands.region_files import RegionFileRefused, read_regions
from web.demo.places import DIVISIONS

__all__ = ["run"]

HEAD = "code,name,level,parent_code\n"
VILLAGES = HEAD + "360121100301,丙一村,village,360121100\n3601211003010,丙一组,group,360121100301\n"


def write(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    path = folder / "regions.csv"
    path.write_bytes(text.encode(encoding))
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_villages_are_loaded_and_loading_again_changes_nothing(run: Run, tmp_path, encoding):
    file = write(tmp_path, VILLAGES, encoding)
    assert answer(run("regions", "load", str(file), "--json")) == {"regions": 2}
    assert answer(run("regions", "load", str(file), "--json")) == {"regions": 2}


def test_the_real_divisions_are_loaded(run: Run):
    assert answer(run("regions", "load", str(DIVISIONS), "--json")) == {"regions": 1879}


def test_a_parent_that_nobody_knows_is_refused(run: Run, tmp_path):
    file = write(tmp_path, HEAD + "999999999301,丁村,village,999999999\n")
    assert "999999999" in answer(run("regions", "load", str(file), "--json", code=3))["error"]


def test_a_file_that_is_not_there_is_bad_usage(run: Run, tmp_path):
    run("regions", "load", str(tmp_path / "none.csv"), code=2)


def test_parents_come_before_their_children_whatever_the_order_of_the_file(tmp_path):
    rows = VILLAGES.splitlines()
    file = write(tmp_path, "\n".join([rows[0], rows[2], rows[1]]))
    assert [line.level for line in read_regions(file)] == [RegionLevel.VILLAGE, RegionLevel.GROUP]


@pytest.mark.parametrize(
    ("text", "trouble"),
    [
        ("", "columns are missing"),
        ("code,name\n1,甲\n", "level, parent_code"),
        (HEAD, "no region"),
        (HEAD + "36,江西省,realm,\n", "Row 2: “realm”"),
        (HEAD + "36,,province,\n", "Row 2"),
        (HEAD + "3x,江西省,province,\n", "Row 2"),
        (HEAD + "36,江西省\n", "Row 2"),
        (HEAD + "36,江西省,province,\n36,江西省,province,\n", "Row 3: the code 36 stands twice"),
        ("code,name,level,parent_code,latitude\n36,江西省,province,,north\n", "“north”"),
    ],
)
def test_what_is_wrong_is_named_with_its_row(tmp_path, text, trouble):
    with pytest.raises(RegionFileRefused, match=trouble):
        read_regions(write(tmp_path, text))


def test_bytes_that_are_no_text_are_refused(tmp_path):
    path = tmp_path / "regions.csv"
    path.write_bytes(b"\xff\xfe\x00\x81\xff")
    with pytest.raises(RegionFileRefused, match="neither UTF-8 nor GB18030"):
        read_regions(path)
