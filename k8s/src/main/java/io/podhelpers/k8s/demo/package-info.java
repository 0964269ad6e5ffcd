/// The demonstration behind `make demo`: the all-four Pod on the local engine, shown step by step and then live.
@NullMarked
package io.podhelpers.k8s.demo;

import org.jspecify.annotations.NullMarked;
