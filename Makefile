# Every target is one line that calls a Python module: without make, run `python3 -m shared.tasks <target>`.
PYTHON ?= python3
TARGETS := help setup demo test lint format bench evaluate report lock up down smoke images reset

.DEFAULT_GOAL := help
.PHONY: $(TARGETS)

$(TARGETS):
	@$(PYTHON) -m shared.tasks $@
