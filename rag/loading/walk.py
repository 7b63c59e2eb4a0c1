"""From the paths a user names to the files to load, each with its source name."""

from __future__ import annotations

import os
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from rag.errors import LoadError, UsageError
from rag.loading.sniff import SUPPORTED, UNSUPPORTED

_NEVER = frozenset({"__MACOSX", "__pycache__"})


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file to load. `source` is its POSIX path below the ingested root."""

    path: Path
    source: str


@dataclass(frozen=True, slots=True)
class Discovery:
    """What lies below the ingested paths.

    `files` are those to load, by root in the order given, sorted below each; types that are known
    but not read (.doc, .xlsx, ...) are among them, so that loading reports why. `errors` are paths
    that could not be looked into. `ignored` counts files of other types by suffix.
    """

    files: tuple[FoundFile, ...] = ()
    errors: tuple[tuple[str, LoadError], ...] = ()
    ignored: Mapping[str, int] = field(default_factory=dict)


def discover(paths: Sequence[Path]) -> Discovery:
    """The files below `paths`, each once.

    A directory's files are named by their path below it, a single file by its name. Hidden files
    and directories, Office lock files (~$...) and the resource folder of a saved page (x_files
    beside x.html) are passed over. A file reached twice counts once. Two files that would get the
    same source name (a/x.txt and b/x.txt of two roots) cannot both be kept apart in the index: the
    first is taken, the second becomes an error that names both and how to ingest them together.

    Raises:
        UsageError: a path does not exist, or none was given.
    """
    if not paths:
        raise UsageError("没有给出要导入的路径。/ No path given.", "policyqa ingest FOLDER")
    walk = _Walk()
    for path in paths:
        walk.root(Path(path))
    return Discovery(tuple(walk.files), tuple(walk.errors), dict(sorted(walk.ignored.items())))


@dataclass(slots=True)
class _Walk:
    files: list[FoundFile] = field(default_factory=list)
    errors: list[tuple[str, LoadError]] = field(default_factory=list)
    ignored: Counter[str] = field(default_factory=Counter)
    taken: dict[str, Path] = field(default_factory=dict)
    real: set[Path] = field(default_factory=set)

    def root(self, root: Path) -> None:
        if root.is_dir():
            first = len(self.files)
            found = [
                (p.is_symlink(), source_name(p.relative_to(root)), p) for p in self._below(root)
            ]
            for _, source, path in sorted(found):  # a file before links to it
                self._offer(path, source)
            self.files[first:] = sorted(self.files[first:], key=lambda f: f.source)
        elif root.is_file():
            self._offer(root, source_name(Path(root.name)), named=True)
        else:
            raise UsageError(
                f"路径不存在或不是文件和文件夹：{root} / No such file or folder: {root}",
                f"ls {root.parent}",
            )

    def _offer(self, path: Path, source: str, *, named: bool = False) -> None:
        """Take `path` unless it is of another type, known already, or its name is taken."""
        suffix = path.suffix.lower()
        if not named and suffix not in SUPPORTED and suffix not in UNSUPPORTED:
            self.ignored[suffix or path.name] += 1
            return
        real = path.resolve()
        if real in self.real:
            return
        if source in self.taken:
            self.errors.append((source, _clash(source, self.taken[source], path)))
            return
        self.real.add(real)
        self.taken[source] = path
        self.files.append(FoundFile(path, source))

    def _below(self, root: Path) -> Iterator[Path]:
        """Regular files below `root`; each directory once, links to directories last."""
        seen: set[tuple[int, int]] = set()
        pending, linked = [root], list[Path]()
        while pending or linked:
            folder = pending.pop() if pending else linked.pop()
            try:
                info = folder.stat()
                entries = sorted(folder.iterdir())
            except OSError as error:
                self._unreadable(folder, root, error)
                continue
            if (info.st_dev, info.st_ino) in seen:
                continue
            seen.add((info.st_dev, info.st_ino))
            for entry in _visible(entries):
                if entry.is_dir():
                    (linked if entry.is_symlink() else pending).append(entry)
                elif entry.is_file():
                    yield entry

    def _unreadable(self, path: Path, root: Path, error: OSError) -> None:
        reason = error.strerror or str(error)
        self.errors.append(
            (
                source_name(path.relative_to(root)) or ".",
                LoadError(
                    f"无法读取文件夹 {path}（{reason}）。/ Cannot read folder {path}: {reason}.",
                    f"chmod -R u+rX {path}",
                ),
            )
        )


def _visible(entries: Sequence[Path]) -> Iterator[Path]:
    """Without hidden names, lock files and the resources of pages saved beside them."""
    pages = {entry.stem for entry in entries if entry.suffix.lower() in (".html", ".htm")}
    for entry in entries:
        name = entry.name
        if name.startswith((".", "~$")) or name in _NEVER:
            continue
        if name.endswith(("_files", ".files")) and name[:-6] in pages:
            continue
        yield entry


def source_name(path: Path) -> str:
    """A path as POSIX text fit to store: composed Unicode, whatever the locale took bytes for.

    Names are UTF-8 or else GB18030; what is neither shows its bytes as escapes.

    >>> source_name(Path("a") / "b.txt")
    'a/b.txt'
    """
    name = path.as_posix()
    try:
        name.encode("utf-8")
    except UnicodeEncodeError:
        name = "/".join(_named(os.fsencode(part)) for part in name.split("/"))
    return unicodedata.normalize("NFC", name)


def _named(raw: bytes) -> str:
    for encoding in ("utf-8", "gb18030"):
        with suppress(UnicodeDecodeError):
            return raw.decode(encoding)
    return raw.decode("utf-8", "backslashreplace")


def _clash(source: str, first: Path, second: Path) -> LoadError:
    common = os.path.commonpath([first.absolute(), second.absolute()])
    return LoadError(
        f"{first} 与 {second} 的来源名都是 {source}，只导入了前者。"
        f"/ {first} and {second} would both be called {source}; only the first was taken.",
        f"policyqa ingest {common}",
    )
