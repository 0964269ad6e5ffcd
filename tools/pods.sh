# Sourced by the scripts that run Pods on the local container engine by a main class of the k8s module.
# shellcheck shell=bash
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

# Runs something long, with its time ticking where a person looks on; all it prints goes to a log.
long() { # what log command…
    local what=$1 log=$build/$2 started=$SECONDS pid result=0
    shift 2
    say "$what"
    "$@" >"$log" 2>&1 </dev/null &
    pid=$!
    while kill -0 "$pid" 2>/dev/null; do
        [ ! -t 1 ] || printf '\r  %d s ' "$((SECONDS - started))"
        sleep 0.5
    done
    wait "$pid" || result=$?
    [ ! -t 1 ] || printf '\r        \r'
    [ "$result" -eq 0 ] || { tail -n 20 "$log" >&2; fail "$what: failed, see $log"; }
    say "$what: done ($((SECONDS - started)) s)"
}

# Engine, test images, and the four images of this tree with the classes that run them.
build_pods() {
    "$root/tools/engine" up
    "$root/tools/images"
    "$root/tools/base-image"
    # only the class path and the images: tests and checks have their own commands
    long "building the four images" demo-build.log "$root/tools/maven" package -Pimages -DskipTests -Dspotless.check.skip -pl k8s -am
}

run_pods() { # main-class argument…
    local java_home version
    java_home=$("$root/tools/find-jdk")
    version=$(project_version)
    export TESTCONTAINERS_RYUK_DISABLED=true TESTCONTAINERS_CHECKS_DISABLE=true
    export TESTCONTAINERS_IMAGE_SUBSTITUTOR=io.podhelpers.testcontainers.StandInImages
    # where this itself runs in a container, published ports are found on localhost all the same
    [ ! -e /.dockerenv ] || export TESTCONTAINERS_HOST_OVERRIDE=localhost
    [ ! -t 1 ] || export PODHELPERS_DEMO_COLOURS=yes
    cd "$root" || exit
    exec "$java_home/bin/java" -Xmx256m -XX:+UseSerialGC \
        --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow \
        -Dpodhelpers.test-images="$build/test-images.properties" \
        -cp "k8s/target/k8s-$version.jar:k8s/target/lib/*" "$@"
}
