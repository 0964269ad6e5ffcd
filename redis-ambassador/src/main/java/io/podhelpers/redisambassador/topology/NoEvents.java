package io.podhelpers.redisambassador.topology;

import io.lettuce.core.event.Event;
import io.lettuce.core.event.EventBus;
import reactor.core.publisher.Flux;

/// Lettuce's own bus would start a scheduler of Reactor, some two hundred classes, for events that nobody listens to.
final class NoEvents implements EventBus {
    @Override
    public Flux<Event> get() {
        throw new UnsupportedOperationException("nobody listens to Lettuce's events");
    }

    @Override
    public void publish(Event event) {
        // see above
    }
}
