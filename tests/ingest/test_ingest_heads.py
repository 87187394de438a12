"""Titles and dates by general rules; the strict date parser."""

from __future__ import annotations

import datetime as dt

import pytest

from qa.ingest.dates import date_in_name, match_date, parse_date
from qa.ingest.passages import make_passages
from qa.ingest.plain import place_text, read_markdown, read_plain
from qa.ingest.titles import make_headline
from qa.types import BlockKind, Document

DAY = dt.date(2025, 8, 29)


def searched(document: Document) -> str:
    return " / ".join(passage.text for passage in make_passages(document))


@pytest.mark.parametrize(
    "text",
    [
        "2025-08-29",
        "2025/08/29",
        "2025.08.29",
        "2025-8-29",
        "20250829",
        "29 August 2025",
        "29 Aug. 2025",
        "29th of August, 2025",
        "August 29, 2025",
        "Aug 29th 2025",
        "Friday, 29 August 2025",
        "Fri, 29 Aug 2025 10:00:00 +0700",
        "29-AUG-2025 15:01:01.79",
        "2025-08-29T10:00:00Z",
        "2025-08-29T10:00:00.123+07:00",
        "29 August 2025, 10:30 am",
        "29/8/2025",
        "8/29/2025",
        ' "2025-08-29" ',
    ],
)
def test_dates_read(text: str) -> None:
    assert parse_date(text) == DAY


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2025",
        "August 2025",
        "29 August",
        "3/4/2025",
        "31 February 2025",
        "2025-13-01",
        "2025-08-2900",
        "tomorrow",
        "29 August 2025 and more",
        "12025-08-29",
        "1,987",
    ],
)
def test_what_is_no_date(text: str) -> None:
    assert parse_date(text) is None


def test_a_date_at_a_place_and_in_a_name() -> None:
    assert match_date("on 29 August 2025 it", 3) == (DAY, 17)
    assert match_date("on 29 August 2025 it") is None
    assert date_in_name("2025-08-29-salt.txt") == DAY
    assert date_in_name("salt_2025_08_29.txt") == DAY
    assert date_in_name("000_50eb12025-08-299.txt") is None
    assert date_in_name("report-2025-99-99.txt") is None


def test_a_date_marker_before_the_first_words() -> None:
    text = (
        " date 2025-08-29 Marl Province sold salt worth USD 12.5 million in the first quarter, "
        "most of it to people from neighbouring lands who like it.\n\nThe buyers were few."
    )
    document = read_plain("a.txt", text)
    assert document.text == text
    assert document.date == DAY
    assert document.title == "Marl Province sold salt worth USD 12.5 million in the first quarter"
    assert searched(document).startswith("Marl Province")
    assert "2025-08-29" not in searched(document)


def test_a_title_line_given_twice() -> None:
    line = "Tea growers of Phu Kham look abroad"
    text = (
        f"{line}\n{line}\nThe growers hope to sell tea to ‘Germany’. In 2014 they sold 45 tonnes."
    )
    document = read_plain("a.txt", text)
    assert document.title == line
    assert document.date is None
    assert searched(document).count(line) == 1
    assert document.blocks[0].kind is BlockKind.HEADING
    assert text[slice(*make_passages(document)[0].sentences[1])].startswith("The growers hope")


def test_header_fields() -> None:
    text = (
        "Title: Salt sells\r\nDate: August 29, 2025\r\nSource: Marl Times\r\n\r\n"
        "Salt sold well in 2019.\r\nIt was white."
    )
    document = read_plain("a.txt", text)
    assert (document.title, document.date) == ("Salt sells", DAY)
    assert "Source: Marl Times" in searched(document)
    assert "August 29" not in searched(document)
    assert "Title:" not in searched(document)


@pytest.mark.parametrize(
    ("text", "title", "date"),
    [
        ("SALT REVIEW\n29-AUG-2025 15:01:01.79\nSalt fell.", "SALT REVIEW", DAY),
        ("Salt Review\n\nPublished on 29 August 2025\n\nSalt fell.", "Salt Review", DAY),
        ("Salt Review\n===========\nSalt fell in 2019.", "Salt Review", None),
        ("Salt Review\nBy Kham Bo\n29 August 2025\n\nSalt fell.", "Salt Review", DAY),
        ("SALT REVIEW\n    Salt fell\nin the end.", "SALT REVIEW", None),
        ("VIENTIANE, 29 August 2025 (XNA) - Salt fell again.", "Salt fell again", DAY),
        (
            "Marl (August 29, 2025) – Salt fell again.",
            "Marl (August 29, 2025) – Salt fell again",
            DAY,
        ),
        (
            "Salt fell on 29 August 2025, it was said.",
            "Salt fell on 29 August 2025, it was said",
            None,
        ),
        ("On 29 August 2025 salt fell.", "On 29 August 2025 salt fell", None),
        ("2025-08-29: Salt news\n\nSalt fell.", "Salt news", DAY),
        ("2025-08-29 Salt fell.", "Salt fell", DAY),
        ("29 August 2025 was dry. Salt fell.", "29 August 2025 was dry", None),
        ("Updated: 2025-09-01 10:30\nPublished: 2025-08-29\n\nSalt fell.", "Salt fell", DAY),
        ("Posted on 29 August 2025 by admin\n\nSalt news\n\nSalt fell.", "Salt news", DAY),
        ("Title: Salt news\nDate: unknown\n\nSalt fell.", "Salt news", None),
        ("Published in 2019, it says: Salt fell.", "Published in 2019, it says: Salt fell", None),
        ("(XNA) Salt fell.\n\nMore.", "Salt fell", None),
        ("29 August 2025\n\nSalt fell.", "Salt fell", DAY),
        ("Salt fell and\nfell again.", "Salt fell and fell again", None),
        ("\n\n  \nSalt fell.\n", "Salt fell", None),
    ],
)
def test_heads_of_stories(text: str, title: str, date: dt.date | None) -> None:
    document = read_plain("a.txt", text)
    assert (document.title, document.date) == (title, date)
    assert "alt fell" in searched(document)


@pytest.mark.parametrize(
    ("title", "date"),
    [
        ("Minutes of the meeting of 29 August 2025", DAY),
        ("Marl note, 29 August 2025", DAY),
        ("Notes from the salt meeting (Marl, August 29, 2025)", DAY),
        ("Salt in 2025", None),
        ("Minutes of 29 August 2025, revised on 2025-08-29", DAY),
        ("Minutes of 29 August 2025 and of 1 September 2025", None),
        ("Salt news of August 2025", None),
    ],
)
def test_the_one_full_date_of_a_title(title: str, date: dt.date | None) -> None:
    body = "Salt fell on 3 June 2024. It was white."
    for document in (
        read_plain("a.txt", f"{title}\n\n{body}"),
        read_markdown("a.md", f"# {title}\n\n{body}"),
        read_markdown("a.md", f'---\ntitle: "{title}"\n---\n{body}'),
    ):
        assert (document.title, document.date) == (title, date)
    assert place_text(body, title=title).date == date
    assert read_plain("2024-01-01.txt", f"{title}\n\n{body}").date == (date or dt.date(2024, 1, 1))


def test_a_date_line_and_a_dateline_go_before_the_date_of_a_title() -> None:
    title = "Minutes of the meeting of 1 May 2025"
    assert read_plain("a.txt", f"{title}\n\n29 August 2025\n\nSalt fell.").date == DAY
    assert read_plain("a.txt", f"{title}\n\nMARL, 29 August 2025 - Salt fell.").date == DAY


@pytest.mark.parametrize(
    "line",
    [
        *("*29 August 2025*", "**29 August 2025**", "_August 29, 2025_", "***2025-08-29***"),
        "*Published on 29 August 2025*",
    ],
)
def test_a_date_line_in_emphasis(line: str) -> None:
    for text in (f"# Salt news\n\n{line}\n\nSalt fell.", f"Salt news\n{line}\n\nSalt fell."):
        document = read_markdown("a.md", text)
        assert document.date == DAY
        assert "2025" not in searched(document)


def test_a_date_that_stands_alone_early_in_the_text() -> None:
    head = "Salt news\n\nFor the members of the union alone, who asked for it.\n\n"
    for line in ("29 August 2025", "*29 August 2025*", "Friday, 29 August 2025."):
        document = read_plain("a.txt", f"{head}{line}\n\nSalt fell.")
        assert (document.title, document.date) == ("Salt news", DAY)
        assert "Salt fell" in searched(document)
    assert read_plain("a.txt", f"{head}Salt fell.\n\n29 August 2025").date == DAY


@pytest.mark.parametrize(
    "body",
    [
        "For the members.\n\nSalt fell on 29 August 2025.\n\nIt was white.",
        "For the members.\n\nSalt fell on\n29 August 2025\nand rose again.",
        "For the members.\n\n29 August 2025\nwas a dry day.",
        "For the members.\n\n29 August 2025 was dry.\n\nSalt fell.",
        "For the members.\n\n*On 29 August 2025* salt fell.",
        "For the members.\n\n29 August 2025\n\nSalt fell.\n\n1 September 2025\n\nIt rose.",
        "For the members.\n\n" + "Salt fell.\n\n" * 12 + "29 August 2025\n\nIt rose.",
    ],
)
def test_a_date_within_the_body_is_not_the_document_s(body: str) -> None:
    assert read_plain("a.txt", f"Salt news\n\n{body}").date is None


def test_a_place_with_a_date_is_read_as_text() -> None:
    document = read_plain("a.txt", "Luang Marl, 29 August 2025\n\nSalt fell again. It was white.")
    assert document.date == DAY
    assert document.blocks[0].kind is BlockKind.PARAGRAPH


def test_a_date_in_the_file_name_is_the_last_resort() -> None:
    assert read_plain("news/2025-08-29.txt", "Salt fell.").date == DAY
    assert read_plain("2024-01-01.txt", " date 2025-08-29 Salt fell.").date == DAY
    assert read_plain("2025-08-29/a.txt", "Salt fell.").date is None


def test_a_file_of_a_title_alone_can_be_searched() -> None:
    document = read_plain("a.txt", "Title: Salt fell again\n")
    assert document.title == "Salt fell again"
    assert searched(document) == "Salt fell again"


def test_front_matter() -> None:
    fields = 'title: "Salt: a story"\ndate: 2025-08-29\ntags: [a, b]\n'
    text = f"---\n{fields}---\n\n# Salt: a story\n\nSalt fell.\n"
    document = read_markdown("a.md", text)
    assert document.text == text
    assert (document.title, document.date) == ("Salt: a story", DAY)
    assert searched(document) == "Salt: a story\n\nSalt fell."


@pytest.mark.parametrize(
    "fields",
    [
        "title: Salt\ndate: 2025-13-40\n",
        "title: Salt\nbad: [1, 2\n",
        "title: Salt\na: &a [x]\nb: [*a, *a]\n",
        "title: Salt\nrun: !!python/object/apply:os.getcwd []\n",
    ],
)
def test_broken_front_matter_still_gives_what_it_can(fields: str) -> None:
    document = read_markdown("a.md", f"---\n{fields}---\nSalt fell.\n")
    assert (document.title, document.date) == ("Salt", None)
    assert searched(document) == "Salt fell."


def test_markdown_without_front_matter() -> None:
    document = read_markdown(
        "a.md", "# Salt news\n\n29 August 2025\n\nSalt fell.\n\n## More\n\nYes."
    )
    assert (document.title, document.date) == ("Salt news", DAY)
    rule = read_markdown("a.md", "---\n\nSalt fell.\n\n---\n\nIt rose.")
    assert "It rose." in searched(rule)


def test_headlines() -> None:
    assert make_headline("Salt fell. It rose.") == "Salt fell"
    assert make_headline("Did salt fall? Yes.") == "Did salt fall?"
    assert make_headline("") == ""
    long = "A large salt work " + "of the northern province " * 6 + "opened."
    assert make_headline(long).endswith("province…")
    assert len(make_headline(long)) <= 101
    assert make_headline("x" * 500) == "x" * 100 + "…"


def test_rows_know_their_title_but_make_none_up() -> None:
    placed = place_text("Salt fell\n\nSalt fell on Monday.", title="Salt fell")
    assert placed.title == "Salt fell"
    assert [block.kind for block in placed.blocks] == [BlockKind.HEADING, BlockKind.PARAGRAPH]
    assert place_text(" date 2025-08-29 Salt fell.").date == DAY
    assert place_text("2025-08-29 Salt fell.").date == DAY
