"""`policyqa serve`: the page and the interfaces, and who may use them."""

from __future__ import annotations

import getpass
import os
import sys
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from rag.cli.language import say
from rag.cli.options import Generator
from rag.errors import UsageError
from ui.settings import DEFAULT_PORT, QUESTIONS_PER_MINUTE, Limits, Settings, is_loopback

app = typer.Typer(
    name="policyqa serve",
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help=say(
        "启动网页与接口（JSON、OpenAI 兼容、MCP）。",
        "Serve the page and the interfaces (JSON, OpenAI-compatible, MCP).",
    ),
)
DEFAULT_USERS = Path("users.txt")
PASSWORD_VARIABLE = "POLICYQA_PASSWORD"
TOKEN_VARIABLE = "POLICYQA_TOKEN"
SHORTEST_TOKEN = 16  # characters
UsersOption = Annotated[
    Path,
    typer.Option("--users", metavar="FILE", help=say("用户文件", "file of users")),
]


@app.callback(invoke_without_command=True)
def serve(
    context: typer.Context,
    index: Annotated[
        Path,
        typer.Option(
            "--index",
            envvar="POLICYQA_INDEX",
            metavar="DIR",
            help=say("索引目录", "index directory"),
        ),
    ] = Path("index"),
    host: Annotated[str, typer.Option(help=say("监听地址", "address to listen on"))] = "127.0.0.1",
    port: Annotated[
        int, typer.Option(min=0, max=65535, help=say("端口；0 为任意空闲端口", "port; 0 for any"))
    ] = DEFAULT_PORT,
    users: Annotated[
        Path | None,
        typer.Option(
            "--users",
            metavar="FILE",
            help=say("要求登录：用户文件", "require a login: file of users"),
        ),
    ] = None,
    token_env: Annotated[
        str,
        typer.Option(
            metavar="NAME",
            help=say("存放访问令牌的环境变量", "environment variable that holds an access token"),
        ),
    ] = TOKEN_VARIABLE,
    rate: Annotated[
        float,
        typer.Option(
            min=0,
            help=say("每个客户每分钟的问题数，0 不限", "questions a minute and client, 0: any"),
        ),
    ] = QUESTIONS_PER_MINUTE,
    allow_host: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help=say("另允许的主机名", "further host name to answer to")),
    ] = None,
    trust_proxy: Annotated[
        str | None,
        typer.Option(
            metavar="ADDRESS",
            help=say(
                "相信该反向代理的 X-Forwarded-For", "believe X-Forwarded-For of this reverse proxy"
            ),
        ),
    ] = None,
    tls_cert: Annotated[
        Path | None, typer.Option(metavar="FILE", help=say("HTTPS 证书", "HTTPS certificate"))
    ] = None,
    tls_key: Annotated[
        Path | None, typer.Option(metavar="FILE", help=say("HTTPS 私钥", "HTTPS private key"))
    ] = None,
    generator: Generator = None,
    open_browser: Annotated[
        bool, typer.Option("--open", help=say("打开浏览器", "open a browser"))
    ] = False,
) -> None:
    """启动网页与接口 / Serve the page and the interfaces."""
    if context.invoked_subcommand is not None:
        return
    limits = replace(Limits(), questions_per_minute=rate, burst=max(rate / 2, 1.0))
    settings = Settings(
        host=host,
        port=port,
        users=users,
        token=_token(token_env),
        hosts=tuple(allow_host or ()),
        proxy=trust_proxy,
        certificate=tls_cert,
        key=tls_key,
        limits=limits,
    )
    _check(settings)
    _check_index(index)
    with suppress(KeyboardInterrupt):  # also before anything is served
        from ui.serving import run_server  # Gradio and what it brings take seconds to import

        run_server(index, settings, open_browser=open_browser, generator=generator)


@app.command("add-user")
def add_user(
    name: Annotated[str, typer.Argument(help=say("用户名", "user name"))],
    users: UsersOption = DEFAULT_USERS,
) -> None:
    """添加用户或改密码 / Add a user, or give one a new password."""
    from ui.users import check_name, put_user

    check_name(name)
    new = put_user(users, name, _password())
    done = say(
        f"已{'添加用户' if new else '更改密码'}：{name}",
        f"{'added user' if new else 'changed the password of'} {name}",
    )
    typer.echo(f"{done}\n  → policyqa serve --users {users}")


@app.command("remove-user")
def remove_user(
    name: Annotated[str, typer.Argument(help=say("用户名", "user name"))],
    users: UsersOption = DEFAULT_USERS,
) -> None:
    """删除用户，立即生效 / Remove a user, at once also from a running server."""
    from ui import users as file

    file.remove_user(users, name)
    typer.echo(say(f"已删除用户：{name}", f"removed user {name}"))


@app.command("list-users")
def list_users(users: UsersOption = DEFAULT_USERS) -> None:
    """列出用户 / List the users."""
    from ui.users import read_users

    for name in sorted(read_users(users)):
        typer.echo(name)


def _password() -> str:
    """From the environment, or typed twice; never from the command line, which others can see."""
    given = os.environ.get(PASSWORD_VARIABLE)
    if given is not None:
        return given
    if not sys.stdin.isatty():
        raise UsageError(
            f"没有密码：标准输入不是终端，{PASSWORD_VARIABLE} 也未设置。"
            f" There is no password: no terminal to ask on, and {PASSWORD_VARIABLE} is not set.",
            f"read -rs {PASSWORD_VARIABLE} && export {PASSWORD_VARIABLE}",
        )
    first = getpass.getpass(say("密码：", "Password: "))
    if getpass.getpass(say("再输一次：", "Again: ")) != first:
        raise UsageError("两次输入不同。 The two are not the same.", "policyqa serve add-user NAME")
    return first


def _token(variable: str) -> str | None:
    """The token in an environment variable, None when it is not set; it is never shown."""
    token = os.environ.get(variable)
    if token is None:
        if variable != TOKEN_VARIABLE:
            raise UsageError(
                f"环境变量 {variable} 未设置。 The environment variable {variable} is not set.",
                f'export {variable}="$(openssl rand -hex 32)"',
            )
        return None
    if len(token) < SHORTEST_TOKEN or not token.isascii() or not token.isprintable():
        raise UsageError(
            f"{variable} 中的令牌应为至少 {SHORTEST_TOKEN} 个可见 ASCII 字符。"
            f" The token in {variable} must be {SHORTEST_TOKEN} or more visible ASCII characters.",
            f'export {variable}="$(openssl rand -hex 32)"',
        )
    return token


def _check(settings: Settings) -> None:
    """Refuse to be reached by others without a login, and options that do not fit."""
    if not is_loopback(settings.host) and not settings.login_needed:
        raise UsageError(
            f"{settings.host} 可被其他机器访问，须先设置登录。"
            f" {settings.host} can be reached from other machines; set up a login first.",
            f"policyqa serve add-user NAME && policyqa serve --host {settings.host}"
            f" --users {DEFAULT_USERS}",
        )
    if (settings.certificate is None) != (settings.key is None):
        raise UsageError(
            "--tls-cert 与 --tls-key 须同时给出。 --tls-cert and --tls-key go together.",
            "policyqa serve --tls-cert cert.pem --tls-key key.pem",
        )
    for path in (settings.certificate, settings.key):
        if path is not None and not path.is_file():
            raise UsageError(f"没有文件 {path}。 There is no file {path}.", f"ls -l {path}")
    if settings.certificate is not None and settings.key is not None:
        _check_certificate(settings.certificate, settings.key)
    if settings.users is not None:
        _check_users(settings.users)


def _check_certificate(certificate: Path, key: Path) -> None:
    """Refuse a pair that cannot be used before anything slow begins."""
    import ssl

    try:
        # An empty password, or an encrypted key would be asked for on the terminal.
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(certificate, key, password="")
    except (ssl.SSLError, OSError) as error:
        raise UsageError(
            f"不能使用证书 {certificate} 与私钥 {key}：{error.strerror or error}。"
            f" The certificate {certificate} and its key {key} cannot be used.",
            "policyqa serve --tls-cert cert.pem --tls-key key.pem",
        ) from error


def _check_users(path: Path) -> None:
    from ui.users import others_may_read, read_users

    if not read_users(path):
        raise UsageError(
            f"用户文件 {path} 里没有用户。 There are no users in {path}.",
            f"policyqa serve add-user NAME --users {path}",
        )
    if others_may_read(path):
        typer.echo(
            say(f"注意：其他人可读 {path}", f"Note: others can read {path}")
            + f"\n  → chmod 600 {path}",
            err=True,
        )


def _check_index(index: Path) -> None:
    """Say at once that there is no index, before anything slow is imported."""
    from rag.store import Index

    if not str(index).strip():
        raise UsageError("索引目录不能为空。 The index directory is empty.", "--index DIR")
    Index.open(index).close()
