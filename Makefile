# Needs bash, git and a JDK 25; the rest is set up where it can be (see tools/README.md).
MAVEN = tools/maven
ARGS ?=

.DEFAULT_GOAL := help
.PHONY: help package images test verify demo soak soak-limits release verify-cluster bench bench-jmh format clean engine

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## /  make \1|/p' $(MAKEFILE_LIST) | column -t -s '|' 2>/dev/null || sed -n 's/:.*## /: /p' $(MAKEFILE_LIST)

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

soak: ## all four under load and random faults, ends with a ledger (ARGS="--minutes=10 --seed=8")
	tools/soak $(ARGS)

release: ## builds and pushes the four images with their SBOMs and provenance: make release REGISTRY=registry.example.com/team
	tools/release "$(REGISTRY)"

verify-cluster: ## follows the examples' READMEs on the cluster that kubectl is configured for (see k8s/README.md)
	tools/verify-cluster $(ARGS)

bench: images ## what each helper costs beside the tool it replaces: start, CPU, memory, size
	benchmarks/footprint

bench-jmh: ## nanoseconds of the redis-ambassador's framing and routing for one command (ARGS="-f 1 framesReplies")
	benchmarks/jmh/run $(ARGS)

soak-limits: images ## ten minutes of full load and faults for each image under its memory limit (ARGS=-Dlimits.duration=1m: shorter)
	$(MAVEN) verify -Pcontainers -Dimages.skip=true -pl image-tests -am -Dtest=None -Dit.test=LimitsIT \
	    -Dsurefire.failIfNoSpecifiedTests=false -Dfailsafe.failIfNoSpecifiedTests=false -Dlimits.duration=10m $(ARGS)

format: ## formats the sources
	$(MAVEN) spotless:apply -pl '!:elasticsearch,!:kafka,!:opensearch,!:s3proxy'

clean: ## removes what the build made
	$(MAVEN) clean
	rm -rf .build/jre* .build/jars .build/base.tar*

engine:
	tools/engine up
	tools/images
