"""Search: the Whoosh index, and the one in memory that tests of other rooms use, under the same expectations."""

import random
from pathlib import Path

import pytest

from foundation.errors import GatewayUnavailable
from foundation.ports import SearchDocument, SearchHit, SearchIndex
from gateways import whoosh_index
from gateways.nulls import MemoryIndex
from gateways.search_words import index_terms, wanted_words
from gateways.whoosh_index import WhooshIndex, region_prefixes

KINDS = ("household", "offer", "listing", "page")
TOWNSHIP = "51.5107.510704.510704100."
NEIGHBOUR = "51.5107.510704.510704101."
HOUSEHOLD = SearchDocument("household", 1, "张三丰户", "土坯房，患慢性病；户号 H-2026-000017", TOWNSHIP)
FAR_HOUSEHOLD = SearchDocument("household", 2, "李四户", "患慢性病", "52.5203.520302.")
OFFER = SearchDocument(
    "offer", 1, "光伏发电项目招工", "长期用工 Solar panel installers wanted", TOWNSHIP, is_public=True
)
PAGE = SearchDocument("page", 1, "Training for beekeepers", "Courses in every county. 养蜂技术培训", is_public=True)


@pytest.fixture(params=["whoosh", "memory"])
def index(request: pytest.FixtureRequest, tmp_path: Path) -> SearchIndex:
    return WhooshIndex(tmp_path / "search") if request.param == "whoosh" else MemoryIndex()


@pytest.fixture
def filled(index: SearchIndex) -> SearchIndex:
    index.put([HOUSEHOLD, FAR_HOUSEHOLD, OFFER, PAGE])
    return index


def titles(
    index: SearchIndex, words: str, areas: tuple[str, ...] | None = ("",), kinds: tuple[str, ...] = KINDS
) -> set:
    hits, total = index.find(words, kinds=kinds, areas=areas)
    assert len(hits) == total
    return {hit.title for hit in hits}


@pytest.mark.parametrize(
    "words", ["光伏", "伏发", "发电", "项目", "招工", "长期", "期用", "光伏发电", "光伏招工", "光", "光伏 用工"]
)
def test_a_chinese_word_is_found_inside_a_longer_one(filled, words):
    assert titles(filled, words) == {"光伏发电项目招工"}


@pytest.mark.parametrize("words", ["光电", "伏电", "发工", "水稻", "张四"])
def test_characters_that_are_no_neighbours_are_no_word(filled, words):
    assert titles(filled, words) == set()


def test_every_two_neighbours_of_a_text_are_found(index):
    text = "贫困户产业帮扶资金使用情况公示说明"
    index.put([SearchDocument("page", 1, "标题", text, is_public=True)])
    assert all(titles(index, text[place : place + 2], None) == {"标题"} for place in range(len(text) - 1))


@pytest.mark.parametrize("words", ["solar", "SOLAR", "ｓｏｌａｒ", "sol", "panel solar", "the solar panel"])
def test_english_is_found_in_any_case_by_its_beginning(filled, words):
    assert titles(filled, words) == {"光伏发电项目招工"}


def test_all_words_have_to_occur(filled):
    assert titles(filled, "solar beekeepers") == set()
    assert titles(filled, "beekeepers 养蜂") == {"Training for beekeepers"}


@pytest.mark.parametrize("words", ["H-2026-000017", "h-2026", "000017", "Ｈ－2026－000017"])
def test_a_code_is_found_whole_and_by_its_parts(filled, words):
    assert titles(filled, words) == {"张三丰户"}


def test_a_visitor_finds_what_is_public_only(filled):
    assert titles(filled, "慢性病", None) == set()
    assert titles(filled, "solar", None) == {"光伏发电项目招工"}
    assert titles(filled, "慢性病", ()) == set()


@pytest.mark.parametrize(
    ("areas", "found"),
    [
        (("",), {"张三丰户", "李四户"}),
        (("51.",), {"张三丰户"}),
        (("51.5107.510704.",), {"张三丰户"}),
        ((TOWNSHIP,), {"张三丰户"}),
        (("51.51",), {"张三丰户"}),  # any beginning counts, not only whole steps
        ((NEIGHBOUR,), set()),
        ((NEIGHBOUR, "52."), {"李四户"}),
        (("5",), {"张三丰户", "李四户"}),
    ],
)
def test_a_household_is_found_inside_the_readers_areas_only(filled, areas, found):
    assert titles(filled, "慢性病", areas) == found


def test_what_is_public_is_found_from_any_area(filled):
    assert titles(filled, "solar", ("52.",)) == {"光伏发电项目招工"}


def test_only_the_kinds_asked_for_are_found(filled):
    assert titles(filled, "户", kinds=("offer",)) == set()
    assert titles(filled, "户", kinds=("offer", "household")) == {"张三丰户", "李四户"}
    assert titles(filled, "户", kinds=()) == set()


def test_a_document_put_again_replaces_the_first(filled):
    filled.put([SearchDocument("offer", 1, "茶叶收购", "春茶", TOWNSHIP, is_public=True)])
    assert titles(filled, "光伏") == set()
    assert titles(filled, "茶叶") == {"茶叶收购"}
    assert titles(filled, "solar") == set()


def test_the_last_of_two_with_one_key_counts(index):
    index.put([SearchDocument("page", 7, "旧闻", "新闻", is_public=True), SearchDocument("page", 7, "新闻", "新闻")])
    assert titles(index, "新闻") == {"新闻"}
    assert titles(index, "新闻", None) == set()


def test_a_removed_document_is_found_no_more(filled):
    filled.remove("household", [1, 99])
    assert titles(filled, "慢性病") == {"李四户"}
    filled.remove("household", [1])
    assert titles(filled, "慢性病") == {"李四户"}


def test_a_cleared_index_is_empty_and_can_be_filled_again(filled):
    filled.clear()
    assert titles(filled, "慢性病") == set()
    filled.put([HOUSEHOLD])
    assert titles(filled, "慢性病") == {"张三丰户"}


def test_an_index_that_was_never_filled_finds_nothing(index):
    assert index.find("户", kinds=KINDS, areas=("",)) == ([], 0)
    index.put([])
    index.remove("page", [1])
    index.clear()
    assert index.find("户", kinds=KINDS, areas=("",)) == ([], 0)


HOSTILE = [
    "",
    " ",
    "\t\n",
    '"',
    '"unclosed',
    "'",
    "(",
    "))((",
    "*",
    "?",
    "~",
    "^",
    "[",
    "[a TO",
    "{",
    "AND",
    "OR NOT",
    "NOT",
]
HOSTILE += [
    "，。！？",
    "……",
    "\x00",
    "a" * 5_000,
    "张" * 5_000,
    "kind:household",
    "is_public:true",
    "%",
    "\\",
    "-",
    "--",
    "🙂",
]
HOSTILE += [
    "\ud800",
    "' or 1=1 --",
    "<script>",
    "光伏*",
    "\u202e光伏",
    "a-b-c-" * 50,
    "é̂ ß ﬁ",
    "/.*/",
    "*:*",
    "1..2",
    "9" * 300,
]


@pytest.mark.parametrize("words", HOSTILE)
def test_odd_input_is_no_error_and_opens_nothing(filled, words):
    assert "张三丰户" not in titles(filled, words, None)


@pytest.mark.parametrize("words", ["", "，。！", '"', "()", "*"])
def test_no_words_find_nothing(filled, words):
    assert filled.find(words, kinds=KINDS, areas=("",)) == ([], 0)


def test_quotes_and_brackets_around_words_do_not_matter(filled):
    assert titles(filled, '"光伏发电" (solar') == {"光伏发电项目招工"}


def test_pages_cut_the_hits_and_tell_the_total(index):
    index.put(SearchDocument("listing", key, f"柑橘 {key}", "", is_public=True) for key in range(45))
    pages = [index.find("柑橘", kinds=KINDS, areas=None, page=page, size=20) for page in (1, 2, 3, 4)]
    assert [len(hits) for hits, _ in pages] == [20, 20, 5, 0]
    assert {total for _, total in pages} == {45}
    assert {hit.key for hits, _ in pages for hit in hits} == set(range(45))
    assert index.find("柑橘", kinds=KINDS, areas=None, page=0, size=20) == pages[0]


def test_a_word_in_the_title_ranks_first(tmp_path):
    index = WhooshIndex(tmp_path)
    index.put(
        [
            SearchDocument("page", 1, "消息", "养蜂 " * 5, is_public=True),
            SearchDocument("page", 2, "养蜂技术", "课程", is_public=True),
            SearchDocument("page", 3, "天气", "养蜂", is_public=True),
        ]
    )
    hits, total = index.find("养蜂", kinds=KINDS, areas=None)
    assert (hits[0], total) == (SearchHit("page", 2, "养蜂技术"), 3)


def test_whoosh_finds_exactly_what_the_plain_search_finds(tmp_path):
    pick = random.Random(7)
    words = ["光伏", "发电", "合作社", "务工", "医疗保险", "水稻", "茶叶", "corn", "cornflower", "K-47", "张", "王村"]
    documents = [
        SearchDocument(
            kind=pick.choice(KINDS),
            key=key,
            title="".join(pick.choices(words, k=2)),
            body=pick.choice(["", "，"]).join(pick.choices(words, k=8)),
            region_path=f"51.{pick.randint(1, 3)}.{pick.randint(1, 4)}.",
            is_public=pick.random() < 0.2,
        )
        for key in range(400)
    ]
    whoosh, plain = WhooshIndex(tmp_path), MemoryIndex()
    for start in range(0, 400, 90):  # several segments, with some documents replaced
        for index in (whoosh, plain):
            index.put(documents[start : start + 100])
    for _ in range(60):
        asked = " ".join(pick.sample([*words, "社务", "电合", "co", "医疗", "47"], k=pick.randint(1, 3)))
        areas = pick.choice([None, ("",), ("51.1.",), ("51.2.3.", "51.3."), ("51.2",)])
        kinds = tuple(pick.sample(KINDS, k=pick.randint(1, 4)))
        one, other = (index.find(asked, kinds=kinds, areas=areas, size=200) for index in (whoosh, plain))
        assert one[1] == other[1], (asked, areas, kinds)
        assert set(one[0]) == set(other[0]) or one[1] > 200


def test_a_reader_sees_what_another_object_wrote(tmp_path):
    reader, writer = WhooshIndex(tmp_path / "search"), WhooshIndex(tmp_path / "search")
    assert titles(reader, "光伏") == set()
    writer.put([OFFER])
    assert titles(reader, "光伏") == {"光伏发电项目招工"}


def test_a_second_writer_is_told_to_come_back(tmp_path, monkeypatch):
    monkeypatch.setattr(whoosh_index, "WRITER_WAIT_SECONDS", 0.1)
    index = WhooshIndex(tmp_path)
    with index._writer(), pytest.raises(GatewayUnavailable):
        index.put([OFFER])
    index.put([OFFER])
    assert titles(index, "光伏") == {"光伏发电项目招工"}


def test_a_write_that_fails_leaves_the_index_as_it_was(tmp_path):
    index = WhooshIndex(tmp_path)
    index.put([OFFER])
    with pytest.raises(RuntimeError), index._writer() as writer:
        writer.delete_by_term("uid", "offer:1")
        raise RuntimeError("the power went")
    assert titles(index, "光伏") == {"光伏发电项目招工"}


def test_terms_are_folded_and_cut():
    assert list(index_terms("ＡＢ-12 Ⅳ")) == ["ab-12", "ab", "12", "iv"]
    assert sorted(index_terms("养蜂人")) == sorted(["养", "蜂", "人", "养蜂", "蜂人", "养蜂", "养蜂人"])
    assert max(map(len, index_terms("x" * 999))) == 64


def test_empty_words_are_left_out_unless_they_are_all():
    assert [one.word for one in wanted_words("补助的标准")] == ["补助", "标准"]
    assert [one.word for one in wanted_words("的")] == ["的"]
    assert [one.word for one in wanted_words("the")] == ["the"]


def test_a_region_lies_in_each_region_above_it():
    assert region_prefixes("51.5107.") == ["51.", "51.5107."]
    assert region_prefixes("") == [""]
