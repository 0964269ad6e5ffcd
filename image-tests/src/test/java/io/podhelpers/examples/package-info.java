/// What the README of `podhelpers-testcontainers` shows: tests as its users write them, each helper beside real
/// servers.
@NullMarked
package io.podhelpers.examples;

import org.jspecify.annotations.NullMarked;
