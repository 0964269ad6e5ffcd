/// The sink for Kafka, which only the image `log-shipper-kafka` has.
@NullMarked
package io.podhelpers.logshipper.kafka;

import org.jspecify.annotations.NullMarked;
