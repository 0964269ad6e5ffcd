/// `make soak`: the Pod with all four helpers under load, with random faults, and the books that must balance.
@NullMarked
package io.podhelpers.k8s.soak;

import org.jspecify.annotations.NullMarked;
