"""The command line of the harness: `policyqa eval`. Arguments in, exit code out."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from rag.cli.language import say

app = typer.Typer(
    name="policyqa eval",
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help=say(
        "评测：用题集衡量回答、检索、引用与拒答，比较两次评测，守住已经答对的问题。",
        "Evaluation: measure answers, retrieval, citations and refusals, compare runs, "
        "and keep what is right.",
    ),
)

SetOption = Annotated[
    str,
    typer.Option(
        "--set",
        metavar="NAME|PATH",
        help=say(
            "题集：名称、文件（JSONL、SQuAD、RGB）或 BEIR 文件夹",
            "question set: a name, a file (JSONL, SQuAD, RGB) or a BEIR folder",
        ),
    ),
]
SplitOption = Annotated[
    str | None, typer.Option(metavar="dev|test", help=say("只用这一部分", "only this part"))
]
IndexOption = Annotated[
    Path | None, typer.Option("--index", metavar="DIR", help=say("已有的索引", "an index"))
]
DocsOption = Annotated[
    Path | None,
    typer.Option("--docs", metavar="DIR", help=say("题集的文档", "the set's documents")),
]
DataOption = Annotated[
    Path | None,
    typer.Option(
        "--data",
        envvar="POLICYQA_DATA",
        metavar="DIR",
        help=say("公开数据集所在目录", "folder of the public data sets"),
    ),
]
WorkOption = Annotated[
    Path | None,
    typer.Option(
        "--work",
        metavar="DIR",
        help=say("存放索引的目录（默认：用户缓存）", "folder for indexes (default: user's cache)"),
    ),
]
ConfigOption = Annotated[
    list[str] | None,
    typer.Option(
        "--config",
        metavar="KEY=VALUE",
        help=say("改变一项设置，可重复", "change a setting; repeat"),
    ),
]
LimitOption = Annotated[
    int | None,
    typer.Option(
        min=1, metavar="N", help=say("至多 N 个问题，均匀选取", "at most N, evenly spread")
    ),
]
JobsOption = Annotated[int, typer.Option(min=1, metavar="N", help=say("进程数", "processes"))]
RevealOption = Annotated[
    bool, typer.Option("--reveal", help=say("显示盲测集的问题", "show the cases of a blind set"))
]
RunsOption = Annotated[
    Path | None, typer.Option("--out", metavar="DIR", help=say("写入的目录", "folder to write"))
]
SystemOption = Annotated[str, typer.Option(metavar="NAME", help=say("系统", "which system"))]


@app.command()
def check(
    set_: SetOption = "seeds",
    index: IndexOption = None,
    docs: DocsOption = None,
    data: DataOption = None,
    work: WorkOption = None,
    reveal: RevealOption = False,
    offsets: Annotated[
        bool,
        typer.Option(
            "--offsets",
            help=say("输出证据的字符位置（JSONL）", "print gold spans as offsets, JSONL"),
        ),
    ] = False,
) -> None:
    """检查题集 / Check a set against its documents: facts, spans, duplicates, leaks."""
    from eval.commands import run_check

    raise typer.Exit(run_check(set_, index, docs, data, work, reveal=reveal, as_offsets=offsets))


@app.command()
def run(
    set_: SetOption = "seeds",
    split: SplitOption = None,
    index: IndexOption = None,
    docs: DocsOption = None,
    data: DataOption = None,
    config: ConfigOption = None,
    baselines: Annotated[
        bool, typer.Option("--baselines", help=say("同时评测各基线", "the baselines too"))
    ] = False,
    jobs: JobsOption = 1,
    limit: LimitOption = None,
    out: RunsOption = None,
    work: WorkOption = None,
    reveal: RevealOption = False,
) -> None:
    """评测 / Ask every question and record it; run again to go on after Ctrl-C."""
    from eval.commands import run_run
    from eval.settings import configured

    raise typer.Exit(
        run_run(
            set_,
            split,
            index,
            docs,
            data,
            configured(config or ()),
            baselines=baselines,
            jobs=jobs,
            limit=limit,
            out=out,
            work=work,
            reveal=reveal,
        )
    )


@app.command()
def compare(
    a: Annotated[Path, typer.Argument(metavar="A", help=say("之前的记录", "the run before"))],
    b: Annotated[Path, typer.Argument(metavar="B", help=say("之后的记录", "the run after"))],
    system: SystemOption = "ours",
) -> None:
    """比较两次评测 / What changed between two runs, question by question."""
    from eval.commands import run_compare

    raise typer.Exit(run_compare(a, b, system))


@app.command()
def report(
    folder: Annotated[Path, typer.Argument(metavar="RUN", help=say("记录目录", "a recorded run"))],
    out: RunsOption = None,
) -> None:
    """写报告 / Write report.html (one file, works offline), report.md and report.json."""
    from eval.commands import run_report

    raise typer.Exit(run_report(folder, out or folder))


@app.command()
def gate(
    set_: SetOption = "seeds",
    docs: DocsOption = None,
    data: DataOption = None,
    config: ConfigOption = None,
    split: SplitOption = None,
    limit: LimitOption = None,
    baseline: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help=say(
                "基线文件（默认：eval/baselines）", "recorded baseline (default: eval/baselines)"
            ),
        ),
    ] = None,
    accept: Annotated[
        list[str] | None,
        typer.Option(
            metavar="ID", help=say("接受这个问题的变化", "accept how this case is now; repeat")
        ),
    ] = None,
    record: Annotated[
        bool, typer.Option("--record", help=say("记录现状为基线", "record how all cases are now"))
    ] = False,
    work: WorkOption = None,
) -> None:
    """守门 / Fail, naming the cases, when something that worked does not any more."""
    from eval.commands import run_gate
    from eval.settings import configured

    settings = configured(config or ())
    raise typer.Exit(
        run_gate(
            set_,
            docs,
            data,
            settings,
            limit,
            baseline,
            accept or [],
            work,
            record=record,
            split=split,
        )
    )


@app.command()
def sweep(
    values: Annotated[
        list[str],
        typer.Argument(metavar="KEY=V1,V2...", help=say("要变化的设置", "settings to vary")),
    ],
    set_: SetOption = "seeds",
    index: IndexOption = None,
    docs: DocsOption = None,
    data: DataOption = None,
    config: ConfigOption = None,
    limit: LimitOption = None,
    work: WorkOption = None,
) -> None:
    """消融 / Vary settings on the dev part, report the default and the best on the test part."""
    from eval.commands import run_sweep
    from eval.settings import configured

    settings = configured(config or ())
    raise typer.Exit(run_sweep(values, set_, index, docs, data, settings, limit, work))


@app.command()
def table(
    data: DataOption = None,
    only: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help=say("只评测这一部分，可重复", "only this part; repeat")),
    ] = None,
    limit: LimitOption = None,
    jobs: JobsOption = 1,
    config: ConfigOption = None,
    out: RunsOption = None,
    work: WorkOption = None,
) -> None:
    """总表 / The table of all sets: the product beside every baseline, with intervals."""
    from eval.commands import run_table
    from eval.settings import configured

    settings = configured(config or ())
    raise typer.Exit(run_table(data, only or [], limit, jobs, settings, out, work))
