#!/bin/sh
# Prints the first Python that can build the virtual environment: 3.11 to 3.13 with its venv module.
# PYTHON in the environment names the only candidate. On failure says what to type.
found=""
if [ -n "$PYTHON" ]; then
    set -- "$PYTHON"
else
    set -- python3 python3.13 python3.12 python3.11 python
fi
for candidate in "$@"; do
    version=$("$candidate" -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null) || continue
    found="$found $candidate=$version"
    case "$version" in 3.11 | 3.12 | 3.13) ;; *) continue ;; esac
    if "$candidate" -c 'import venv, ensurepip' 2>/dev/null; then
        command -v "$candidate"
        exit 0
    fi
    lacking=${lacking:-$version}
done
{
    if [ -n "$lacking" ]; then
        echo "Python $lacking 缺少 venv 模块 / is here without its venv module. 请输入 / Type:"
        echo "  sudo apt install python$lacking-venv        # Debian, Ubuntu"
    else
        echo "需要 Python 3.11–3.13，找到的是 / needs Python 3.11 to 3.13, found:${found:- none}. 请输入 / Type:"
        echo "  sudo apt install python3.11 python3.11-venv # Debian 12; Ubuntu 24.04: python3.12"
        echo "  brew install python@3.12                    # macOS"
        echo "然后 / then: make PYTHON=python3.12 run"
    fi
} >&2
exit 1
