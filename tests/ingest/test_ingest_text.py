"""Sentences, layout and passages: exact offsets, on prepared and on hostile text."""

from __future__ import annotations

import datetime as dt
import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa.ingest.layout import find_blocks, is_heading_like
from qa.ingest.passages import make_passages
from qa.ingest.plain import place_text, read_markdown, read_plain
from qa.ingest.sentences import LONGEST_SENTENCE, count_words, split_sentences
from qa.types import Block, BlockKind, Document, Passage


def sentences_of(text: str) -> list[str]:
    return [text[start:end] for start, end in split_sentences(text)]


def blocks_of(text: str, *, markdown: bool = False) -> list[tuple[str, str]]:
    found = find_blocks(text, 0, len(text), markdown=markdown)
    return [(block.kind.value, text[block.start : block.end]) for block in found]


def numbered(count: int, words: int = 20) -> str:
    """`count` sentences of `words` words each."""
    return " ".join(
        f"Sentence {number} " + " ".join(["word"] * (words - 3)) + " ends."
        for number in range(count)
    )


def document(text: str, *blocks: Block) -> Document:
    return Document("a.txt", text, "A title", dt.date(2025, 3, 4), blocks)


def check_passages(found: list[Passage], source: Document) -> None:
    """What holds of all passages: exact text, sentences inside, order, nothing lost."""
    covered: set[int] = set()
    sentences: list[tuple[int, int]] = []
    for passage in found:
        assert passage.text == source.text[passage.start : passage.end]
        assert passage.sentences
        assert passage.start == passage.sentences[0][0]
        assert passage.end == passage.sentences[-1][1]
        for start, end in passage.sentences:
            assert source.text[start:end] == source.text[start:end].strip() != ""
            covered.update(range(start, end))
        assert any(bounds not in sentences for bounds in passage.sentences), "only overlap"
        sentences += [bounds for bounds in passage.sentences if bounds not in sentences]
    assert sentences == sorted(sentences)
    assert all(before[1] <= after[0] for before, after in itertools.pairwise(sentences))
    blocks = source.blocks or (Block(BlockKind.PARAGRAPH, 0, len(source.text)),)
    for block in blocks:
        for place in range(block.start, block.end):
            assert source.text[place].isspace() or place in covered


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It rose. It fell.", ["It rose.", "It fell."]),
        ("Mr. Kham met Dr. Bo. They spoke.", ["Mr. Kham met Dr. Bo.", "They spoke."]),
        ("The U.S. Senate voted. It passed.", ["The U.S. Senate voted.", "It passed."]),
        ("Sales were USD 4.5 mln. Costs fell.", ["Sales were USD 4.5 mln.", "Costs fell."]),
        ("It cost approx. 20 kip. See Fig. 3.", ["It cost approx. 20 kip.", "See Fig. 3."]),
        ("1. Dig. 2. Plant.", ["1. Dig.", "2. Plant."]),
        ("“It works.” Officials agreed.", ["“It works.”", "Officials agreed."]),
        ("A line\nthat was wrapped. Next", ["A line\nthat was wrapped.", "Next"]),
        ("No stop here\n\nnor here", ["No stop here", "nor here"]),
        ("No stop here\r\n \r\nnor here", ["No stop here", "nor here"]),
        ("  \n ", []),
        ("", []),
        ("x", ["x"]),
    ],
)
def test_sentences(text: str, expected: list[str]) -> None:
    assert sentences_of(text) == expected


def test_sentences_of_a_part_keep_the_places_in_the_whole() -> None:
    text = "Before. It rose. It fell. After."
    assert split_sentences(text, 8, 25) == [(8, 16), (17, 25)]


def test_a_sentence_without_end_is_cut_at_clauses() -> None:
    text = ", ".join(f"item {number} of the list" for number in range(300))
    found = split_sentences(text)
    assert len(found) > 5
    assert all(count_words(text[start:end]) <= LONGEST_SENTENCE for start, end in found)
    assert all(text[end - 1] == "," for _, end in found[:-1])
    assert " ".join(text[start:end] for start, end in found) == text


def test_a_text_without_spaces_is_cut() -> None:
    found = split_sentences("x" * 100_000)
    assert found[0][0] == 0
    assert found[-1][1] == 100_000
    assert all(before[1] == after[0] for before, after in itertools.pairwise(found))


def test_a_lone_surrogate_breaks_nothing() -> None:
    text = "It is \ud800 here. And \udfff there."
    assert sentences_of(text) == ["It is \ud800 here.", "And \udfff there."]


def test_a_changed_segmenter_cannot_shift_offsets(monkeypatch: pytest.MonkeyPatch) -> None:
    """A segmenter that squeezes white space is anchored in the source again."""
    import sentencex

    monkeypatch.setattr(sentencex, "segment", lambda language, text: ["It rose.", "It fell."])
    assert split_sentences("  It rose.   It fell.\n") == [(2, 10), (13, 21)]


HOSTILE = st.text(
    alphabet=st.one_of(
        st.sampled_from(
            list("aB1 .,!?\n\r\t\f#|-*\"“”'()\u2028\u2029\xa0\x00\u202e\u0301\ud800。ກ")
        ),
        st.characters(),
    ),
    max_size=300,
)


@given(HOSTILE)
@settings(max_examples=300, deadline=None)
def test_sentences_cover_any_text_in_order(text: str) -> None:
    covered: set[int] = set()
    last = 0
    for start, end in split_sentences(text):
        assert last <= start < end <= len(text)
        assert text[start:end].strip() == text[start:end]
        covered.update(range(start, end))
        last = end
    assert all(text[place].isspace() or place in covered for place in range(len(text)))


@given(HOSTILE, st.integers(5, 60), st.integers(0, 3), st.booleans())
@settings(max_examples=300, deadline=None)
def test_passages_of_any_text_give_its_words_back(
    text: str, words: int, overlap: int, markdown: bool
) -> None:
    source = (read_markdown if markdown else read_plain)("a", text)
    assert all(a.end <= b.start for a, b in zip(source.blocks, source.blocks[1:], strict=False))
    check_passages(make_passages(source, words=words, overlap=overlap), source)


@given(HOSTILE)
@settings(max_examples=200, deadline=None)
def test_layout_leaves_only_white_space_and_rules_between_blocks(text: str) -> None:
    blocks = find_blocks(text, 0, len(text))
    inside = {place for block in blocks for place in range(block.start, block.end)}
    outside = {text[place] for place in range(len(text)) if place not in inside}
    assert all(character.isspace() or character in "=-~_*" for character in outside)


def test_passages_are_packed_to_about_the_words_with_one_sentence_shared() -> None:
    source = document(numbered(20))
    found = make_passages(source)
    check_passages(found, source)
    assert [len(passage.sentences) for passage in found] == [5, 5, 5, 5, 4]
    for before, after in itertools.pairwise(found):
        assert before.sentences[-1] == after.sentences[0]
    assert found[0].title == "A title"
    assert found[0].date == dt.date(2025, 3, 4)
    assert found[0].id == 0
    assert found[0].document == "a.txt"


def test_overlap_can_be_none_or_more() -> None:
    source = document(numbered(12))
    apart = make_passages(source, overlap=0)
    check_passages(apart, source)
    assert all(a.end < b.start for a, b in itertools.pairwise(apart))
    more = make_passages(source, overlap=2)
    check_passages(more, source)
    assert more[0].sentences[-2:] == more[1].sentences[:2]


def test_a_short_remainder_joins_the_last_passage() -> None:
    source = document(numbered(5) + " The end.")
    assert len(make_passages(source)) == 1


def test_an_empty_document_has_no_passages() -> None:
    assert make_passages(document("")) == []
    assert make_passages(document(" \n\n ")) == []


def test_a_heading_stays_with_what_follows() -> None:
    text = f"{numbered(4)}\n\nRoads and Ports\n\n{numbered(4)}"
    source = document(text, *find_blocks(text, 0, len(text)))
    found = make_passages(source)
    check_passages(found, source)
    assert len(found) == 2
    assert found[1].text.startswith("Roads and Ports")


def test_a_passage_ends_at_a_paragraph_when_nearly_full() -> None:
    paragraph = numbered(4, 22)
    text = f"{paragraph}\n\nShort one here. {numbered(4)}"
    source = document(text, *find_blocks(text, 0, len(text)))
    assert make_passages(source)[0].end == len(paragraph)


def test_a_table_row_stays_whole() -> None:
    row = "Province: Marl; " + "; ".join(f"Note {n}: It rose. It fell." for n in range(30))
    text = f"{numbered(3)}\n\n{row}\n\n{numbered(3)}"
    place = text.index("Province")
    source = document(
        text,
        Block(BlockKind.PARAGRAPH, 0, place - 2),
        Block(BlockKind.ROW, place, place + len(row)),
        Block(BlockKind.PARAGRAPH, place + len(row) + 2, len(text)),
    )
    found = make_passages(source)
    check_passages(found, source)
    assert any(row in passage.text for passage in found)


def test_many_headings_in_a_row_do_not_make_one_passage() -> None:
    text = "Head Line\n\n" * 500
    found = make_passages(document(text, *find_blocks(text, 0, len(text))))
    assert max(count_words(passage.text) for passage in found) <= 150


@pytest.mark.parametrize(
    "text",
    [
        "word and number 5. " * 55_000,
        "x" * 1_000_000,
        "\n" * 100_000 + "It rose.",
        "a\u202eb\u0301 \u2067c\x00. " * 2000,
        "“a. " * 20_000,
    ],
    ids=["one line", "no space", "blank lines", "bidi", "quotes"],
)
def test_huge_and_strange_texts_make_bounded_passages(text: str) -> None:
    source = read_plain("a.txt", text)
    found = make_passages(source)
    assert found
    assert max(len(passage.text) for passage in found) < 5000
    assert all(passage.text == text[passage.start : passage.end] for passage in found)
    assert sum(len(passage.text) for passage in make_passages(source, overlap=0)) > 0.5 * len(
        text.strip()
    )


def test_wrapped_lines_are_one_paragraph() -> None:
    text = "Exports of rubber rose in the\nfirst half while imports from\nChina fell a little."
    assert blocks_of(text) == [("paragraph", text)]


def test_a_short_line_in_wrapped_text_is_still_wrapped() -> None:
    text = (
        "The owner of the works in the\nSouth\nsaid that the sale of salt to the lands\n"
        "Across the river had gone up by half and\nthat more was to come in the year ahead\n"
        "Of the fair."
    )
    assert blocks_of(text) == [("paragraph", text)]


def test_a_line_far_shorter_than_needed_ends_a_paragraph() -> None:
    first, second = "Marl Office of Trade and Industry\nLam", "Telephone 12 34"
    assert [part for _, part in blocks_of(f"{first}\n{second}")] == [first, second]


def test_long_lines_are_a_paragraph_each() -> None:
    first = "The union " + "sold more tea " * 12 + "according to the Office"
    second = "Japan came " + "second in the list " * 8 + "of buyers."
    assert blocks_of(f"{first}\n{second}") == [("paragraph", first), ("paragraph", second)]


def test_lists_and_indents_begin_paragraphs() -> None:
    assert [text for _, text in blocks_of("The goods:\n- tea\n- salt\n  from Marl\n2) rice")] == [
        "The goods:",
        "- tea",
        "- salt\n  from Marl",
        "2) rice",
    ]
    wire = "It rained all week in the hills\nand the crop is late.\n    Buyers wait for the\nnews."
    assert [text for _, text in blocks_of(wire)] == [
        "It rained all week in the hills\nand the crop is late.",
        "Buyers wait for the\nnews.",
    ]


def test_headings_of_plain_text() -> None:
    text = "It rose by 5 percent.\n\nHelp for Small Firms\n\nThe bank lends.\n\nXNA"
    assert [kind for kind, _ in blocks_of(text)] == [
        "paragraph",
        "heading",
        "paragraph",
        "paragraph",
    ]
    assert blocks_of("Salt\n====\nIt rose.")[0] == ("heading", "Salt")
    assert not is_heading_like("A worker in the pans. (Photo: someone)")
    assert not is_heading_like("12 450 33 19")


def test_blocks_of_markdown() -> None:
    text = "# Salt #1\n\nIt rose.\n\n```\n# no heading\n```\n\n| a | b |\n|---|---|\n| 1 | 2 |\n"
    assert blocks_of(text, markdown=True) == [
        ("heading", "Salt #1"),
        ("paragraph", "It rose."),
        ("paragraph", "```\n# no heading\n```"),
        ("row", "| a | b |"),
        ("row", "| 1 | 2 |"),
    ]


def test_place_text_of_one_line_is_one_paragraph() -> None:
    placed = place_text("It rose. It fell.", title="T")
    assert placed.blocks == (Block(BlockKind.PARAGRAPH, 0, 17),)
    assert placed.title == "T"
    assert place_text("It rose.").title == ""
