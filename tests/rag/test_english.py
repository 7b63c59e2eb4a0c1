"""English questions: what they ask for, in the documents' words."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag import Assistant
from rag.question import analyse
from rag.wording import named, settled, sought


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("On what day did the Politburo hold its group study?", "date"),
        ("In which month was it opened?", "date"),
        ("By what means may a cluster get more?", "how"),
        ("How accurate is the warning system?", "number"),
        ("What yearly value of deals does it broker?", "number"),
        ("What is the outbound (inter-provincial) network bandwidth of it?", "number"),
        ("Where did Guizhou rank?", "number"),
        ("Which executive praised the factory?", "person"),
        ("Which company built it?", "organisation"),
        ("Which Ghent partner buys the power?", "organisation"),
        ("Which customer orders the chips?", "organisation"),
        ("Which city hosts the expo?", "place"),
        ("Which eight regions were chosen?", "list"),
        ("What lines of creative business will it develop?", "list"),
        ("Which principles underlie the plan?", "list"),
        ("What does the slogan mean?", "definition"),
        ("What was the reason for the choice?", "why"),
        ("What is the title of the plan?", "other"),
    ],
)
def test_what_is_asked_for(question: str, kind: str) -> None:
    assert analyse(question).kind == kind


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("How many standard server racks are planned?", ["标准", "机架"]),
        ("How fast did Guizhou's digital economy grow?", ["增速"]),
        ("How much are data annotators paid?", ["工资"]),
        ("Who is the general manager of it?", ["总经理"]),
        ("What share of GDP is it?", ["占gdp比重"]),
        ("When did the project start?", []),
    ],
)
def test_the_phrase_that_is_asked_about(question: str, asked: list[str]) -> None:
    assert [word.text for word in analyse(question).asked] == asked


@pytest.mark.parametrize(
    ("question", "years"),
    [
        ("What did it earn in 2021?", [2021]),
        ("What does the 2022 State Council document say?", []),
        ("What did State Council Document No. 2 of 2022 give Guizhou?", []),
    ],
)
def test_a_year_in_a_name_is_no_time(question: str, years: list[int]) -> None:
    assert [p.first.year for p in analyse(question).times] == years


def test_a_count_is_read_where_it_is_asked_for() -> None:
    assert analyse("Which four fields did it name?").count == 4
    assert analyse("What are China's eight hubs?").count == 8
    assert analyse("Which plan was issued with three other ministries?").count is None


def test_a_term_is_one_word_in_several_forms() -> None:
    words = {w.text: w.others for w in analyse("How many racks are there?").words}
    assert words == {"机架": ("标准机架", "机柜")}


def test_a_name_nobody_translates_stays() -> None:
    (word,) = (w for w in analyse("How large is Zzyzx Holdings?").words if w.text == "zzyzx")
    assert word.tag == "eng"


def test_what_is_no_english_question_stays_as_it_is() -> None:
    asked = analyse("贵安新区有多少个机架？")
    assert settled(asked, []) is asked
    assert sought(asked) == asked.text == asked.said


@given(st.text(alphabet=st.characters(codec="ascii"), min_size=1))
def test_any_text_is_taken_apart(text: str) -> None:
    asked = analyse(text)
    assert all(w.span.of(asked.core) == w.text for w in asked.words if asked.lang == "en")


@pytest.fixture(scope="module")
def companies(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    folder = tmp_path_factory.mktemp("companies")
    Path(folder, "one.txt").write_text("瓴泓科技小传\n\n瓴泓科技有限公司有员工300人。\n", "utf-8")
    Path(folder, "two.txt").write_text(
        "松岭物流小传\n\n松岭物流有限公司2021年末有服务器3954台。\n", "utf-8"
    )
    with Assistant.open(folder / "index") as assistant:
        assistant.ingest([folder / "one.txt", folder / "two.txt"])
        yield assistant


def test_a_name_is_found_in_the_documents_by_its_sound(companies: Assistant) -> None:
    asked = named(analyse("How many employees does Linghong have?"), companies.index)
    assert "瓴泓" in [w.text for w in asked.words]


def test_the_documents_choose_the_translation(companies: Assistant) -> None:
    asked = analyse("How many staff members does it have?")
    assert "员工" in [w.text for w in settled(asked, companies.search("员工", k=1)).words]


def test_an_english_question_is_answered_in_the_documents_words(companies: Assistant) -> None:
    answer = companies.ask("How many servers did Songling have in 2021?")
    assert [claim.text for claim in answer.claims] == ["松岭物流有限公司2021年末有服务器3954台。"]
