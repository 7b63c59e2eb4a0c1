"""The commands of `policyqa`: arguments in, exit code out. Heavy imports wait for the command."""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from rag.cli.ahead import load_ahead
from rag.cli.elsewhere import epilog
from rag.cli.language import say
from rag.cli.options import Generator
from rag.cli.render import Style, answer_text, document_lines, dropped_text, hit_lines
from rag.cli.terminal import FAILED, OK, colours, write_bytes, write_json
from rag.errors import UsageError

app = typer.Typer(
    name="policyqa",
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    epilog=epilog(),
    help=say(
        "离线问答：从您的政策文件中逐字引用作答。",
        "Answers from your policy documents in their exact words, offline.",
    ),
)
docs = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help=say("查看或移除已索引的文档。", "Look at indexed documents, or remove them."),
)
app.add_typer(docs, name="docs")


def _index_path(given: str | Path) -> Path:
    """The index directory; an empty one would be the current directory by accident."""
    if not str(given).strip():
        raise typer.BadParameter(say("索引目录不能为空", "the index directory is empty"))
    return Path(given)


IndexOption = Annotated[
    Path,
    typer.Option(
        "--index",
        envvar="POLICYQA_INDEX",
        parser=_index_path,
        metavar="DIR",
        help=say("索引目录", "index directory"),
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help=say("输出 JSON", "print JSON"))]
Since = Annotated[
    str | None, typer.Option(metavar="DATE", help=say("不早于 YYYY[-MM[-DD]]", "on or after"))
]
Until = Annotated[
    str | None, typer.Option(metavar="DATE", help=say("不晚于 YYYY[-MM[-DD]]", "on or before"))
]
Publisher = Annotated[
    str | None, typer.Option(help=say("发布者包含这些字", "publisher contains this"))
]
Source = Annotated[
    str | None, typer.Option(help=say("来源路径的开头或通配符", "source path begins so, or glob"))
]
Title = Annotated[str | None, typer.Option(help=say("标题包含这些字", "title contains this"))]
DEFAULT_INDEX = Path("index")


@app.command()
def ingest(
    paths: Annotated[
        list[Path], typer.Argument(help=say("文件或文件夹", "files or folders"), metavar="PATH...")
    ],
    index: IndexOption = DEFAULT_INDEX,
    encoder: Annotated[
        str | None,
        typer.Option(
            metavar="SPEC",
            help=say(
                "向量模型：e5-small、模型名或路径", "embedding model: e5-small, a name or path"
            ),
        ),
    ] = None,
    prune: Annotated[
        bool,
        typer.Option(
            "--prune", help=say("移除文件夹中已不存在的文档", "remove documents whose file is gone")
        ),
    ] = False,
    encoding: Annotated[
        str | None, typer.Option(help=say("文本文件的编码", "encoding of text files"))
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """导入文档 / Index documents; unchanged ones are skipped."""
    from rag.cli.ingesting import run_ingest

    raise typer.Exit(run_ingest(paths, index, encoder, encoding, prune=prune, as_json=as_json))


@app.command()
def ask(
    question: Annotated[str, typer.Argument(help=say("问题", "the question"))],
    index: IndexOption = DEFAULT_INDEX,
    since: Since = None,
    until: Until = None,
    publisher: Publisher = None,
    source: Source = None,
    title: Title = None,
    generator: Generator = None,
    as_json: JsonOption = False,
) -> None:
    """提问 / Answer a question in the documents' own words, or say why not."""
    load_ahead()
    from rag.assistant import Assistant

    with Assistant.open(index, generator=generator, create=False) as assistant:
        answer = assistant.ask(
            _readable(question),
            since=since,
            until=until,
            publisher=publisher,
            source=source,
            title=title,
        )
    if as_json:
        write_json(answer.to_dict())
    else:
        typer.echo(answer_text(answer, _style()))


@app.command()
def search(
    question: Annotated[str, typer.Argument(help=say("问题或关键词", "question or keywords"))],
    k: Annotated[int, typer.Option("-k", min=1, help=say("结果数", "number of results"))] = 10,
    index: IndexOption = DEFAULT_INDEX,
    since: Since = None,
    until: Until = None,
    publisher: Publisher = None,
    source: Source = None,
    title: Title = None,
    as_json: JsonOption = False,
) -> None:
    """检索 / List the passages that fit a question best."""
    load_ahead()
    from rag.assistant import Assistant

    with Assistant.open(index, create=False) as assistant:
        hits = assistant.search(
            _readable(question),
            k,
            since=since,
            until=until,
            publisher=publisher,
            source=source,
            title=title,
        )
    if as_json:
        write_json([hit.to_dict() for hit in hits])
        return
    for line in hit_lines(hits, _style()):
        typer.echo(line)
    if not hits:
        typer.echo(say("没有找到。", "Nothing found."), err=True)


@app.command()
def verify(
    answer: Annotated[
        Path,
        typer.Argument(
            metavar="ANSWER.json",
            help=say("ask --json 的输出；- 表示标准输入", "output of ask --json; - reads stdin"),
        ),
    ],
    index: IndexOption = DEFAULT_INDEX,
    as_json: JsonOption = False,
) -> None:
    """核对 / Check a saved answer against the index: what changed since it was given."""
    from rag.cli.verifying import run_verify

    raise typer.Exit(run_verify(answer, index, _style(), as_json=as_json))


@docs.command("list")
def docs_list(index: IndexOption = DEFAULT_INDEX, as_json: JsonOption = False) -> None:
    """列出文档 / List the indexed documents."""
    from rag.store import Index

    with Index.open(index) as opened:
        documents = opened.documents()
    if as_json:
        write_json([asdict(document) for document in documents])
    else:
        for line in document_lines(documents):
            typer.echo(line)


@docs.command("show")
def docs_show(
    document: Annotated[
        str,
        typer.Argument(metavar="ID", help=say("编号（可缩写）或来源", "id, its start, or source")),
    ],
    index: IndexOption = DEFAULT_INDEX,
    original: Annotated[
        bool, typer.Option("--original", help=say("修复前的原文", "the file as decoded"))
    ] = False,
    dropped: Annotated[
        bool, typer.Option("--dropped", help=say("被去除的内容及原因", "what was removed, and why"))
    ] = False,
) -> None:
    """输出文档全文 / Write a document's text exactly as citations count it."""
    from rag.cli.lookup import find_document
    from rag.store import Index

    if original and dropped:
        raise UsageError(
            "--original 与 --dropped 只能选一个。 Choose one of --original and --dropped."
        )
    with Index.open(index) as opened:
        found = find_document(opened, document)
        if original:
            text = opened.archive(found).decoded
        elif dropped:
            text = dropped_text(opened.archive(found).dropped)
        else:
            text = opened.document(found).text
    write_bytes(text.encode("utf-8", "surrogatepass"))


@docs.command("remove")
def docs_remove(
    documents: Annotated[
        list[str], typer.Argument(metavar="ID...", help=say("编号或来源", "ids or sources"))
    ],
    index: IndexOption = DEFAULT_INDEX,
) -> None:
    """从索引移除（不动原文件）/ Remove documents from the index; files stay."""
    from rag.cli.lookup import find_document
    from rag.store import Index

    with Index.open(index) as opened:
        found = [find_document(opened, document) for document in documents]
        with opened.writer() as writer:
            for document_id in found:
                if writer.remove(document_id):
                    typer.echo(say(f"已移除 {document_id}", f"removed {document_id}"))


@app.command()
def doctor(index: IndexOption = DEFAULT_INDEX, as_json: JsonOption = False) -> None:
    """自检 / Check that everything needed works, and say what mends it."""
    from rag.cli.render import check_lines
    from rag.doctor import examine

    checks = examine(index)
    if as_json:
        write_json([check.to_dict() for check in checks])
    else:
        for line in check_lines(checks, _style()):
            typer.echo(line)
    raise typer.Exit(FAILED if any(check.state == "broken" for check in checks) else OK)


@app.command()
def models(as_json: JsonOption = False) -> None:
    """可用的模型 / List what can write answers and make vectors, and how to set up the rest."""
    from rag.cli.models import run_models

    run_models(_style(), as_json=as_json)


def _style() -> Style:
    return Style(colours(sys.stdout))


def _readable(question: str) -> str:
    """The question, if it is text: bytes the locale could not decode are told, not guessed at."""
    try:
        question.encode("utf-8")
    except UnicodeEncodeError:
        raise UsageError(
            "问题的编码与系统区域设置不符。 The question is not in the locale's encoding.",
            "export LC_ALL=C.UTF-8",
        ) from None
    return question
