# Needs bash, git and a JDK 25; the rest is set up where it can be (see tools/README.md).
MAVEN = tools/maven
ARGS ?=

.DEFAULT_GOAL := help
.PHONY: help package images test verify demo bench format clean engine

help: ## this list
	@sed -n 's/^\([a-z]*\):.*## /  make \1|/p' $(MAKEFILE_LIST) | column -t -s '|' 2>/dev/null || sed -n 's/:.*## /: /p' $(MAKEFILE_LIST)

package: ## the four helpers, ready to run: <service>/target/dist/bin/<service>
	$(MAVEN) package -Pdist -DskipTests $(ARGS)

images: engine ## the four images, podhelpers/<service>:<version>, in the local container engine
	tools/base-image
	$(MAVEN) package -Pimages -DskipTests $(ARGS)

test: ## unit tests and static checks; no container engine needed
	$(MAVEN) verify $(ARGS)

verify: ## all tests, every container test included; sets up what it needs
	tools/verify $(ARGS)

demo: ## all four helpers in one Pod with real nginx and Redis, to look at (ARGS=--once: ends by itself)
	tools/demo $(ARGS)

bench: images ## what each helper costs beside the tool it replaces: start, CPU, memory, size
	benchmarks/footprint

format: ## formats the sources
	$(MAVEN) spotless:apply

clean: ## removes what the build made
	$(MAVEN) clean
	rm -rf .build/jre* .build/jars .build/base.tar*

engine:
	tools/engine up
	tools/images
