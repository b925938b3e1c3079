# Two commands do everything on a fresh machine with Python and make: `make demo` and `make test`.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

# The browser that tests, cards and screenshots are looked at with.
CHROMIUM ?= $(firstword $(foreach name,chromium chromium-browser google-chrome,$(shell command -v $(name) 2>/dev/null)))
export CHROMIUM
LOOKED_AT := tests/browser tests/render

# Where Linux keeps files in memory. A database that outlives no test is made there in a tenth of
# the time, if a gigabyte is free; containers often have less, and then use the disk.
MEMORY := /dev/shm

.PHONY: demo test cards screenshots sentences format lock clean flood audit-deps chaos bench

demo: $(VENV)/run  ## play the whole story against the sandbox, then serve a page to try it in
	@$(BIN)/python -m bot.sandbox.page 2>/dev/null || true
	$(BIN)/python app.py demo

test: $(VENV)/dev  ## formatting, lint, types, tests with coverage
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	@leave_out=; \
	if ! test -x "$(CHROMIUM)" || ! $(BIN)/python -m bot.sandbox.page 2>/dev/null; then \
		leave_out="$(LOOKED_AT:%=--ignore=%)"; \
		echo "Left out, because they need npm and Chromium (its path in CHROMIUM): $(LOOKED_AT)"; \
	fi; \
	if test "$$(df -Pm $(MEMORY) 2>/dev/null | awk 'END { print $$4 + 0 }')" -gt 1000; then \
		TMPDIR=$$(mktemp -d -p $(MEMORY)) && export TMPDIR && trap 'rm -rf "$$TMPDIR"' EXIT INT TERM; \
		chmod 711 "$$TMPDIR"; \
	fi; \
	$(BIN)/python -m slipcover -m pytest -n 4 $$leave_out

cards: $(VENV)/dev  ## draw every card in every language, theme and width to build/cards, and find what is wrong
	$(BIN)/python -m bot.sandbox.page
	$(BIN)/python -m tests.render build/cards

screenshots: $(VENV)/dev  ## take the pictures of the page, to build
	$(BIN)/python -m bot.sandbox.page
	$(BIN)/python -m tests.browser build

sentences: $(VENV)/dev  ## gather what the bot says into the catalogues, and list what to translate
	$(BIN)/python -m tests.messages

format: $(VENV)/dev  ## lay out the code and mend what lint can mend
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

chaos: $(VENV)/dev  ## kill it and fail it in every way, and count what that costs
	$(BIN)/python -m tests.chaos

bench: $(VENV)/dev  ## measure it against others and against what it must show; BENCH=--quick is a look
	$(BIN)/python -m tests.bench $(BENCH)

flood: $(VENV)/dev  ## measure what a flood of unsigned requests does to valid ones
	$(BIN)/python -m tests.bench --only flood

audit-deps: $(VENV)/dev  ## known holes in what is pinned; asks PyPI, and fails if it does not answer
	$(BIN)/uvx pip-audit@2.10.0 --strict --no-deps --disable-pip -r requirements.txt

lock: $(VENV)/dev  ## pin anew what pyproject.toml asks for
	$(BIN)/uv pip compile --universal -q pyproject.toml -o requirements.txt
	$(BIN)/uv pip compile --universal -q --group dev -c requirements.txt -o requirements-dev.txt

clean:
	rm -rf $(VENV)

$(VENV)/run: requirements.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install -q --disable-pip-version-check -r requirements.txt
	touch $@

$(VENV)/dev: $(VENV)/run requirements-dev.txt
	$(BIN)/python -m pip install -q --disable-pip-version-check -r requirements-dev.txt
	touch $@
