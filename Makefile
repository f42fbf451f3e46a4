# Encore's commands. `make run` and `make test` set up all that they need.
SHELL := /bin/bash
RUN := deploy/in-environment

.PHONY: run test lint train bench screenshots clean help

help: ## list the commands
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

run: ## set up, then start the assistant with its web chat
	@deploy/setup run
	@exec $(RUN) encore serve

test: ## set up, then run every test
	@deploy/setup test
	@$(RUN) pytest $(ARGS)

lint: ## style, types, the arrows between rooms, the training data
	@deploy/setup lint
	@$(RUN) ruff check .
	@$(RUN) ruff format --check .
	@$(RUN) mypy
	@$(RUN) lint-imports
	@$(RUN) python -m nlu.checks

train: ## train the language understanding model again
	@deploy/setup lint
	@$(RUN) python -m assistant.lookups
	@$(RUN) python -m nlu.train

bench: ## measure: turns against a stock deployment, speech to first audio
	@deploy/setup test
	@$(RUN) python -m bench

screenshots: ## take the README's picture again
	@deploy/setup test
	@$(RUN) python -m deploy.screenshots

clean: ## remove the environment; people's data stays
	rm -rf .venv .tools
