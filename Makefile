# make run    set everything up, index the demonstration corpus, serve the page and open it;
#             where standard input is not a terminal, answer the questions it brings
# make test   set everything up, run the tests
# make clean  remove what these made: the virtual environment, the index, caches
#
# Needs python3 (3.11 to 3.13) and make. Settings, all optional:
#   PYTHON=/path/to/python3.12   the interpreter to use
#   INDEX=folder                 where the index is kept
#   PORT=7860                    where the page is served
#   TORCH=torch==2.13.0          the PyTorch release to install
# pip's own settings (PIP_INDEX_URL, PIP_EXTRA_INDEX_URL, PIP_FIND_LINKS, ...) are honoured.

SHELL := /bin/sh
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --no-input --disable-pip-version-check
INDEX ?= index
PORT ?= 7860
# Pinned so that a build for CPU only ("2.13.0+cpu"), where an index offers one, wins over the
# several times larger build of the same release for GPUs.
TORCH ?= torch==2.13.0
SEEDS := $(wildcard seeds/corpus/*)

.PHONY: run test clean

# With job control Ctrl-C reaches the server alone, which then ends make with success.
run: $(VENV)/.installed $(INDEX)/.seeds
	@if [ -t 0 ]; then \
		set -m; $(BIN)/python -m rag.cli serve --index "$(INDEX)" --port "$(PORT)" --open; \
	else \
		$(BIN)/python -m ui.prompt --index "$(INDEX)"; \
	fi

test: $(VENV)/.installed-dev
	$(BIN)/python -m pytest -n auto

clean:
	rm -rf "$(VENV)" "$(INDEX)" .pytest_cache .mypy_cache .ruff_cache .hypothesis

# Stamps are written last: an interrupted step is taken up again by the next make.
$(VENV)/.created:
	@python=$$(PYTHON="$(PYTHON)" sh tools/find-python.sh) && echo "Python: $$python" && \
	"$$python" -m venv "$(VENV)" && touch $@

$(VENV)/.installed: pyproject.toml $(VENV)/.created
	@echo "安装依赖，首次需要几分钟 / installing dependencies, a few minutes the first time"
	$(PIP) install "$(TORCH)"
	$(PIP) install --quiet --editable .
	$(BIN)/python -m compileall -q rag embeddings ui eval  # pip does so for wheels only
	@touch $@

$(VENV)/.installed-dev: $(VENV)/.installed
	$(PIP) install --quiet --editable ".[dev]"
	@touch $@

$(INDEX)/.seeds: $(VENV)/.installed $(SEEDS)
	$(BIN)/python -m rag.cli ingest seeds/corpus --index "$(INDEX)" </dev/null
	@touch $@
