/// The sink against a real broker.
@NullMarked
package io.podhelpers.logshipper.kafka;

import org.jspecify.annotations.NullMarked;
