# The checks of every day are in ./check. What takes minutes is here: `make` lists it.
SOAK = .venv/bin/pytest -m soak -v -s -p no:cacheprovider --durations=0

.PHONY: help
help:
	@echo "make stack      the parts of a site as processes, and its files read by their own programs; says what is missing"
	@echo "make random     10,000 random patients and as many orders: budgets, drafts that could harm, numbers nobody recorded"
	@echo "make spark      a population screened by a cluster of two workers: needs Java 17, fetches pyspark (400 MB)"
	@echo "make judge      10,000 random patients and every case judged a second time in CQL; twelve seeded faults have to be seen"
	@echo "make mutants    the code that decides changed in a thousand places, one at a time: which change does no test see?"
	@echo "make soak       all soak tests, about 40 minutes on a quiet machine: load, bursts, slow servers, memory, kills"
	@echo "make soak-day   five requests a second for a day (E-25); SOAK_MINUTES=60 make soak-day takes an hour"
	@echo "make soak-e1    the soak tests of one row of docs/reliability.md, here E-1"

.PHONY: stack
stack:
	.venv/bin/pytest tests/stack tests/deploy -rs

.PHONY: random
random:
	RANDOM_PATIENTS=10000 nice .venv/bin/pytest -n 2 tests/acceptance/test_random_patients.py

.PHONY: spark
spark: .venv-spark/installed
	.venv-spark/bin/pytest -p no:cacheprovider tests/screen/test_spark.py

.venv-spark/installed: requirements-dev.lock pyproject.toml
	.venv/bin/python -m venv .venv-spark
	.venv-spark/bin/pip install --quiet --require-hashes -r requirements-dev.lock
	.venv-spark/bin/pip install --quiet -e '.[spark]'
	touch $@

.PHONY: judge
judge:
	JUDGE_PATIENTS=10000 nice .venv/bin/pytest tests/judge -v

.PHONY: mutants
mutants:
	nice .venv/bin/mutmut run --max-children 1
	.venv/bin/mutmut results

.PHONY: soak
soak:
	$(SOAK)

.PHONY: soak-day
soak-day:
	SOAK_MINUTES=$${SOAK_MINUTES:-1440} $(SOAK) -k _e25_

soak-e%:
	$(SOAK) -k _e$*_
