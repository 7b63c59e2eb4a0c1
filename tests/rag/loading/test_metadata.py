"""Who says what a document is called, who issued it and when, and whom to believe."""

from __future__ import annotations

import pytest

from rag.loading.base import Draft
from rag.loading.metadata import resolve
from rag.loading.repair import repair
from rag.mapped import MappedText
from rag.types import Metadata

Fields = dict[str, tuple[tuple[str, str], ...]]
BODY = "会议指出，要坚持稳中求进，持续推进数字产业发展，全年完成投资120亿元。"


def described(text: str, source: str = "a.txt", fields: Fields | None = None) -> Metadata:
    return resolved(text, source, fields)[0]


def resolved(
    text: str, source: str = "a.txt", fields: Fields | None = None
) -> tuple[Metadata, tuple[str, ...]]:
    draft = Draft(decoded=text, text=MappedText.identity(text), fields=fields or {})
    return resolve(repair(draft, "txt"), source)


def values(metadata: Metadata) -> dict[str, str]:
    pairs = ((n, getattr(metadata, n)) for n in Metadata.__slots__)
    return {name: sourced.value for name, sourced in pairs if sourced}


class TestNewsPages:
    def test_labels_glued_to_each_other(self) -> None:
        text = f"某市召开数字经济大会\n2025-08-20 08:46:33来源:某某新闻编辑:张三责编:李四\n\n{BODY}"
        assert values(described(text)) == {
            "title": "某市召开数字经济大会",
            "publisher": "某某新闻",
            "date": "2025-08-20",
        }

    def test_labels_with_blanks_and_a_date_after_the_source(self) -> None:
        text = f"某市召开数字经济大会\n来 源：某某日报 2024年3月5日 09:10  作者：王五\n{BODY}"
        found = described(text)
        assert values(found)["publisher"] == "某某日报"
        assert values(found)["date"] == "2024-03-05"
        assert values(found)["author"] == "王五"

    def test_a_legal_notice_is_no_source_line(self) -> None:
        notice = (
            "某网版权声明\n1、转载标有“来源：某网”的稿件，应先取得本网书面许可。\n"
            "2、标有“来源：XXX”的稿件转载自别处，版权问题请与本网联系。"
        )
        found = described(f"某市召开数字经济大会\n来源：某某日报\n{BODY}\n{notice}")
        assert values(found)["publisher"] == "某某日报"

    def test_source_in_the_last_line_beats_the_aggregator_in_front(self) -> None:
        head = "---\ntitle: 某市数字经济增长_新闻_网易\nauthor: ZAKER\nsource: ZAKER\n---\n"
        text = f"{head}{BODY}\n（文章来源：某某日报）"
        found = described(text)
        assert values(found)["publisher"] == "某某日报"
        assert values(found)["title"] == "某市数字经济增长"
        assert found.author is None

    def test_an_aggregator_alone_is_nobody(self) -> None:
        assert described(f"某市召开大会\n来源：今日头条\n{BODY}").publisher is None

    def test_byline_names_the_author_and_his_house(self) -> None:
        found = described(f"{BODY}\n{BODY}\n某某日报融媒体记者 张三\n编辑：李四\n统筹：王五")
        assert found.publisher is not None
        assert (found.publisher.value, found.publisher.origin) == ("某某日报", "byline")
        assert values(found)["author"] == "张三"

    def test_headline_of_a_newspaper_page_stands_above_the_byline(self) -> None:
        headline = "东港冷库连成片\n从渔村到果市\n\n某某日报记者 张三/文 李四/图"
        text = f"“引语一句。”\n\n{BODY}\n\n{headline}\n\n{BODY}"
        found = described(text)
        assert values(found)["title"] == "东港冷库连成片 从渔村到果市"
        assert values(found)["author"] == "张三、李四"
        assert found.date is None

    def test_news_agency_opening(self) -> None:
        text = f"某市召开数字经济大会\n新华社某地8月20日电（记者张三、李四）{BODY}"
        assert values(described(text))["publisher"] == "新华社"
        assert values(described(text))["author"] == "张三、李四"

    def test_source_of_figures_is_not_the_source(self) -> None:
        assert described(f"某省经济运行情况\n{BODY}\n数据来源：国家统计局").publisher is None

    def test_time_of_an_event_is_not_the_date(self) -> None:
        assert described(f"关于召开推进会的说明\n时间：2025年8月20日上午9:00\n{BODY}").date is None


class TestOfficialDocuments:
    TEXT = (
        "某省人民政府文件\n\n某政发〔2022〕15号\n\n某省人民政府关于印发\n数字经济发展规划的通知\n\n"
        f"各市人民政府：\n根据国发〔2022〕2号文件精神，{BODY}\n\n"
        "某省人民政府\n2022年8月9日\n\n（此件公开发布）\n"
    )

    def test_number_letterhead_and_signature(self) -> None:
        assert values(described(self.TEXT)) == {
            "title": "某省人民政府关于印发数字经济发展规划的通知",
            "publisher": "某省人民政府",
            "number": "某政发〔2022〕15号",
            "date": "2022-08-09",
        }

    def test_day_of_issue_beats_the_day_a_site_put_it_up(self) -> None:
        fields: Fields = {"date": (("2022-08-20 10:00", "meta tag PubDate"),)}
        found, conflicts = resolved(self.TEXT, fields=fields)
        assert found.date is not None
        assert (found.date.value, found.date.origin) == ("2022-08-09", "signature")
        assert conflicts == (
            "date: 2022-08-09 (signature); 另见 / also seen: 2022-08-20 (meta tag PubDate)",
        )

    def test_a_number_cited_in_the_text_is_not_its_own(self) -> None:
        text = f"关于数字经济的说明\n★某政发〔2022〕15号文件的要点\n根据国发〔2022〕2号，{BODY}"
        assert described(text).number is None

    def test_adoption_line(self) -> None:
        text = f"某省数据条例\n（2020年9月25日某省第十三届人大常委会第十九次会议通过）\n{BODY}"
        assert values(described(text))["date"] == "2020-09-25"

    def test_labelled_header(self) -> None:
        text = (
            "索 引 号：00001/2022-7\n发文机关：某市人民政府\n成文日期：2022年1月18日\n"
            "标　　题：关于数据的意见\n"
            f"发文字号：某府发〔2022〕2号\n发布日期：2022年1月26日\n{BODY}"
        )
        found, conflicts = resolved(text)
        assert values(found) == {
            "title": "关于数据的意见",
            "publisher": "某市人民政府",
            "number": "某府发〔2022〕2号",
            "date": "2022-01-18",
        }
        assert "2022-01-26" in conflicts[0]


class TestDates:
    @pytest.mark.parametrize(
        ("text", "source", "date"),
        [
            (BODY, "news/2025-08-20_a.txt", "2025-08-20"),
            (BODY, "000_291c0faf8e41731e.txt", None),
            (f"2015年6月17日，考察组来到园区。{BODY}", "a.txt", None),
            (f"标题一行\n{BODY}\n2025年8月", "a.txt", "2025-08"),
            (
                "大事记\n2021年1月1日\n开工。\n2022年1月1日\n投用。\n2023年1月1日\n扩建。",
                "a.txt",
                None,
            ),
        ],
    )
    def test_where_dates_are_read(self, text: str, source: str, date: str | None) -> None:
        assert values(described(text, source)).get("date") == date

    def test_more_precise_date_that_agrees_is_taken(self) -> None:
        fields: Fields = {"date": (("2021-05", "front matter"), ("2021-05-26", "meta tag date"))}
        found, conflicts = resolved(BODY, fields=fields)
        assert values(found)["date"] == "2021-05-26"
        assert conflicts == ()

    def test_calendar_date_of_a_mail_date_is_taken_as_written(self) -> None:
        fields: Fields = {"date": (("Wed, 26 May 2021 23:32:46 GMT", "front matter"),)}
        assert values(described(BODY, fields=fields))["date"] == "2021-05-26"

    def test_date_in_the_address(self) -> None:
        fields: Fields = {"url": (("https://a.cn/202508/t20250820_1.html", "canonical link"),)}
        assert values(described(BODY, fields=fields))["date"] == "2025-08-20"


class TestTitles:
    def test_notes_that_begin_with_a_numbered_heading(self) -> None:
        text = (
            f"一、背景\n{BODY}\n二、解读\n★某省数字经济规划\n{BODY}\n★某市数字经济情况\n{BODY}\n"
            f"★关于数字经济的部署\n{BODY}"
        )
        found = described(text, "f3a9.txt")
        assert found.title is not None
        assert found.title.value == "数字经济：背景、解读"
        assert found.title.origin == "shared topic of the headings"

    def test_file_name_is_the_last_resort(self) -> None:
        found = described(BODY, "dir/数字经济简报.txt")
        assert found.title is not None
        assert (found.title.value, found.title.origin) == ("数字经济简报", "file name")

    def test_program_titles_are_none(self) -> None:
        fields: Fields = {"title": (("Microsoft Word - 文档1.doc", "document properties"),)}
        assert values(described(f"某市数据条例\n{BODY}", fields=fields))["title"] == "某市数据条例"

    def test_a_bracket_inside_a_publisher_is_closed(self) -> None:
        fields: Fields = {"publisher": (("某市数据局（内部试行）", "front matter"),)}
        assert values(described(BODY, fields=fields))["publisher"] == "某市数据局（内部试行）"
        around: Fields = {"publisher": (("（某市数据局）", "meta tag"),)}
        assert values(described(BODY, fields=around))["publisher"] == "某市数据局"

    def test_empty_text(self) -> None:
        assert values(described("", "x.txt")) == {"title": "x"}
