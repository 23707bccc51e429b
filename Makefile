# Commands of the project; the work is done by scripts/.
.PHONY: help demo demo-up demo-down demo-update clean clean-cache test lint format walkthrough bench series-17.0 web pot series-17.0-test deploy-test coverage test-outside dashboards
export PORT DB SEARCH ID_PORT ODOO_HOME ODOO17_HOME OPENG2P_PATH ODOO17_PYTHON SETS

help:  ## show this list
	@grep -hE '^[a-z0-9.-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z0-9.-]+):.*## (.*)/  make \1\t\2/' | expand -t 24

demo:  ## install missing packages, create the demonstration and serve it (PORT=, DB=, ODOO_HOME=, SEARCH=1)
	@scripts/demo.sh run

demo-up:  ## the same in the background
	@scripts/demo.sh up

demo-down:  ## stop it
	@scripts/demo.sh down

demo-update:  ## update all addons in the demonstration's database
	@scripts/demo.sh update

clean:  ## remove the data of the demonstration and the tests
	@scripts/demo.sh clean

clean-cache:  ## remove the downloads too
	@scripts/clean_cache.sh

test:  ## run all tests (ADDON=name for one addon)
	@scripts/test.sh $(ADDON)

coverage:  ## run the addons' tests and count the lines of the suite they run (floor: 90 %)
	@scripts/test.sh --coverage

test-outside:  ## run the tests against a real OpenSearch (fetched from Maven Central; needs a JDK 17)
	@scripts/outside.sh

dashboards:  ## write the dashboards of OpenSearch and of Odoo from their descriptions
	@scripts/dashboards.py
	@scripts/odoo_dashboards.py

deploy-test:  ## install a server by docs/operations.md, and take a case to its payment
	@scripts/deploy_test.sh

lint:  ## check style, words and known traps
	@scripts/lint.sh check

format:  ## format all files
	@scripts/lint.sh write

walkthrough:  ## play the story in a browser and write its pictures into docs/walkthrough
	@scripts/walkthrough.sh

bench:  ## measure, and write docs/benchmarks.md (BENCH_BIG=1: also with 1,000,000 applications)
	@scripts/bench.sh

pot:  ## write the translation templates (<addon>/i18n/<addon>.pot)
	@scripts/pot.sh

web:  ## build the scanner page's npm packages (demo and test do it too)
	@scripts/web.sh

series-17.0:  ## export the addons for Odoo 17.0 into dist/17.0 and check them
	@scripts/series17/run.sh

series-17.0-test:  ## run the export's tests beside the real OpenG2P (ODOO17_HOME=, OPENG2P_PATH=, SETS=)
	@scripts/series17/test.sh $(ADDON)
