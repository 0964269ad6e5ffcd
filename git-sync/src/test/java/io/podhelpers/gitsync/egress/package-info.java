@org.jspecify.annotations.NullMarked
package io.podhelpers.gitsync.egress;
