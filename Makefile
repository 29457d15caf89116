# The follow-up kit: `make help` lists the commands. Options:
#   make lab LAB_ARGS="--no-browser --port 9000"      make test PYTHON=python3.13

PYTHON ?= python3
LAB_ARGS ?=
APP_ARGS ?=
LOAD_ARGS ?=
MUTANTS_ARGS ?=
SITE_ARGS ?=
WAYS ?=
LOCK_ARGS ?=

VENV := .venv
PY := $(VENV)/bin/python
INSTALLED := $(VENV)/.installed
READY := $(VENV)/.ready
MEASURE := $(VENV)/.measure

# The learner sees the lessons; root has to say that it means it.
JUPYTER_ARGS := --ServerApp.root_dir=notebooks --LabApp.default_url=/lab/tree/00_start_here.ipynb
# A class's file travels to the kernel as one message; the 10 MB that are usual would drop a larger one without a word.
JUPYTER_ARGS += --ServerApp.tornado_settings="{'websocket_max_message_size': 209715200}"
ifeq ($(shell id -u),0)
JUPYTER_ARGS += --allow-root
endif
# JupyterLab asks no other machine for news or newer releases.
LAB_SETTINGS := $(VENV)/etc/jupyter/labconfig/default_setting_overrides.json
OFFLINE := {"@jupyterlab/apputils-extension:notification": {"fetchNews": "false", "checkForUpdates": false},
# Ctrl+P prints the page as it stands; JupyterLab's own printing leaves every widget out.
OFFLINE += "@jupyterlab/shortcuts-extension:shortcuts": {"shortcuts": [
OFFLINE += {"command": "apputils:print", "keys": ["Accel P"], "selector": "body", "disabled": true}]}}
# A cell that is run before those above it says so in a sentence.
CURES := $(VENV)/etc/ipython/ipython_config.py

PIP := $(PY) -m pip --disable-pip-version-check install -qq
NO_PYTHON = This needs Python 3.11 or newer, and "$(PYTHON)" is none: install it, or name one, as in: make PYTHON=python3.12
NO_VENV = "$(PYTHON)" cannot make a virtual environment. On Debian or Ubuntu: sudo apt install python3-venv. Then run make again.
NO_PACKAGES = The packages could not be installed: the lines above say why. Run make again when that is mended; it starts afresh.

.DEFAULT_GOAL := lab
.DELETE_ON_ERROR:
.NOTPARALLEL:
.PHONY: lab test app site everywhere access minutes course evaluate cohort bench fuzz faults load coverage mutants bounds pictures slides lint lock clean help FORCE

lab: $(READY)  ## set everything up and open JupyterLab (plain `make` does the same)
	@echo "Opening JupyterLab. To stop it, press Ctrl+C in this window, twice."
	@$(PY) -m jupyterlab $(JUPYTER_ARGS) $(LAB_ARGS)

test: $(READY)  ## set everything up and run every test, the notebooks included
	@echo "Running the tests of the package."
	@$(PY) -m pytest -q -n 2 --dist loadfile; tests=$$?; \
	echo "Running every notebook and comparing what it shows."; \
	$(PY) -m pytest -q -c tests/notebooks.ini --rootdir=. notebooks && exit $$tests

app: $(READY)  ## open the lessons as an app, the code hidden, each visitor's work apart (Voilà)
	@echo "The app is at http://localhost:8866/ and stops with Ctrl+C."
	@$(PY) app/serve.py $(APP_ARGS)

site: $(READY)  ## build build/site, the lessons in the browser without an installation (needs npm)
	@$(PY) tests/lite.py $(SITE_ARGS)

everywhere: $(READY)  ## every notebook in JupyterLab, Notebook 7, the app and the site, in a browser (an hour; make site first)
	@$(PY) tests/ways.py $(WAYS)

access: $(READY)  ## every page in JupyterLab and the app, both themes, by axe-core and beyond it (half an hour)
	@$(PY) tests/access.py --write

minutes: $(READY)  ## estimate how long each lesson takes, with the formula
	@$(PY) tests/minutes.py

course: $(READY)  ## count notebooks, cells, words, questions, and what asks about each rule
	@$(PY) tests/course.py

evaluate: $(MEASURE)  ## measure the critique on emails that it was not made with, beside other tools
	@$(PY) tests/evaluate.py --part held-out

cohort: $(READY)  ## write the synthetic class and the templates into data/cohort
	@$(PY) tests/cohort_files.py

bench: $(MEASURE)  ## measure how fast the kit is, beside other tools
	@$(PY) tests/bench.py

fuzz: $(READY)  ## the property tests again, those of every reader first, with very many examples (by hand)
	@mkdir -p build && HYPOTHESIS_PROFILE=long $(PY) -m pytest -q -m hypothesis tests/test_fuzz.py tests

faults: $(READY)  ## kill the kit 200 times in each kind of save, and look whether anything is lost
	@$(PY) tests/faults.py

load: $(READY)  ## a class of thirty on a real JupyterHub on this computer, parts of it killed (by hand, needs npm)
	@$(PY) tests/load.py $(LOAD_ARGS)

coverage: $(READY)  ## which branches of the package the tests reach; fails below 95 %
	@mkdir -p build && $(PY) -m coverage run --branch --source=followup --data-file=build/.coverage -m pytest -q -m "not browser" -k "not makes_it_hang and not read_in_time"
	@$(PY) -m coverage report --data-file=build/.coverage --skip-covered --show-missing --fail-under 95

mutants: $(MEASURE)  ## break the code in small places (mutmut) and see whether the tests notice; fails below 85 % (by hand)
	@$(PY) tests/mutate.py $(MUTANTS_ARGS)

bounds: $(READY)  ## the fast tests with the oldest and with the newest packages allowed (by hand)
	@$(PY) tests/bounds.py

pictures: $(READY)  ## take README's pictures anew, from the running notebooks in Chromium
	@$(PY) tests/pictures.py

slides: $(READY)  ## write the instructor's demo as slides that need no network
	@$(PY) tests/slides.py

lint: $(READY)  ## check style and types
	@$(PY) -m ruff check --output-format concise followup tests conftest.py
	@$(PY) -m mypy

lock:  ## work out requirements.lock anew; LOCK_ARGS=--upgrade takes the newest releases
	@echo "Installing uv into build/uv."
	@$(PYTHON) -m venv build/uv && build/uv/bin/python -m pip --disable-pip-version-check install -qq uv
	@echo "Working out requirements.lock."
	@build/uv/bin/uv pip compile pyproject.toml --quiet --universal --generate-hashes --no-header \
	  --extra app --extra lab --extra test --no-strip-extras $(LOCK_ARGS) -o requirements.lock

clean:  ## remove what make made (never a learner's own files)
	@rm -rf $(INSTALLED) $(VENV) build dist .pytest_cache .hypothesis .mypy_cache .ruff_cache
	@find followup tests -name __pycache__ -prune -exec rm -rf {} +

help:  ## list these commands
	@sed -n 's/^\([a-z]*\):.*##/  make \1\t/p' Makefile | expand -t 16

# The environment is made whole or made anew: .installed is written last, and names the folder it was made in.
ifneq ($(shell $(PY) -c 'print(open("$(INSTALLED)").read())' 2>/dev/null),$(CURDIR))
$(INSTALLED): FORCE
endif
$(INSTALLED): requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { echo '$(NO_PYTHON)'; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo '$(NO_VENV)'; exit 1; }
	@echo "Making a virtual environment in $(VENV)."
	@rm -rf $(INSTALLED) $(VENV) && $(PYTHON) -m venv $(VENV)
	@echo "Installing the packages (the first time, this takes a minute or two)."
	@$(PIP) --require-hashes -r requirements.lock || { echo '$(NO_PACKAGES)'; exit 1; }
	@printf '%s' "$(CURDIR)" > $@

$(READY): $(INSTALLED) pyproject.toml
	@echo "Installing the kit itself from this folder."
	@$(PIP) --no-deps --no-build-isolation -e .
	@mkdir -p $(dir $(LAB_SETTINGS)) $(dir $(CURES)) && echo '$(OFFLINE)' > $(LAB_SETTINGS)
	@echo 'get_config().InteractiveShellApp.extensions = ["followup.cures"]' > $(CURES)
	@touch $@

# The tools to compare with are no part of the kit, nor of requirements.lock: where they cannot be had, they are left out.
$(MEASURE): $(READY)
	@echo "Installing what the kit is measured beside."
	@$(PIP) --no-build-isolation -e '.[measure]' && touch $@ || echo "Not to be had just now: measuring without."
