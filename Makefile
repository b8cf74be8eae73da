# Thin names for the scripts, which hold the logic. `make help` lists them.

.PHONY: help run test campaign bench screenshots lint fmt bindings package

help: ## lists these commands
	@awk -F ':.*## ' '/^[a-z]+:.*## /{printf "make %-11s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: ## installs what is missing, builds, opens the app with a server of its own (SERVER=postgres: on a PostgreSQL)
	@scripts/run.sh

test: ## everything: formatting, lints, directions, Rust, UI, the real window
	@scripts/test.sh

campaign: ## the long runs: 300 kills of devices and server on each database, 100 of a recording, 1,000 cycles of five devices, 20,000 lives
	@scripts/campaign.sh

bench: ## measures, prints the table, writes target/figures/bench.json
	@scripts/bench.sh

screenshots: ## pictures of every screen at every width, light and dark, in target/screenshots
	@scripts/screenshots.sh

lint: ## formatting, clippy, directions, eslint; cargo-deny where it is installed
	@scripts/lint.sh

fmt: ## formats the Rust code
	@cargo fmt --all

bindings: ## writes the TypeScript side of the commands anew
	@scripts/bindings.sh

package: ## builds what people install (.deb, .dmg, .exe), in release mode
	@scripts/package.sh
