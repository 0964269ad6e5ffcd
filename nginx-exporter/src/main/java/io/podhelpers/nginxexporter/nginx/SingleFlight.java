package io.podhelpers.nginxexporter.nginx;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/// One scrape of a target at a time: who comes while one is in flight waits for its outcome instead of starting
/// another.
///
/// The first caller scrapes on its own thread, so nothing is left when all callers are gone. Nobody waits beyond its
/// own deadline; who has a later one than a scrape that ran out of time flies again.
final class SingleFlight {
    private record Flight(long deadline, CompletableFuture<ScrapeOutcome> landing) {}

    private final AtomicReference<@Nullable Flight> current = new AtomicReference<>();

    /// @param deadline in terms of [System#nanoTime()]
    /// @param scrape is given the deadline; must not throw
    ScrapeOutcome fly(long deadline, LongFunction<ScrapeOutcome> scrape) {
        Flight own = new Flight(deadline, new CompletableFuture<>());
        long start = System.nanoTime();
        while (true) {
            Flight other = current.compareAndExchange(null, own);
            if (other == null) {
                return lead(own, scrape);
            }
            ScrapeOutcome outcome = await(other, deadline, start);
            boolean flyAgain =
                    ranOutOfTime(outcome) && other.deadline - deadline < 0 && deadline - System.nanoTime() > 0;
            if (!flyAgain) {
                return outcome;
            }
        }
    }

    private ScrapeOutcome lead(Flight own, LongFunction<ScrapeOutcome> scrape) {
        try {
            ScrapeOutcome outcome = scrape.apply(own.deadline);
            // cleared before it lands: who flies again must not meet this flight again
            current.compareAndSet(own, null);
            own.landing.complete(outcome);
            return outcome;
        } catch (RuntimeException | Error e) {
            current.compareAndSet(own, null);
            own.landing.completeExceptionally(e);
            throw e;
        }
    }

    private static ScrapeOutcome await(Flight other, long deadline, long start) {
        try {
            return other.landing.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            return failed(ScrapeError.TIMEOUT, "no answer in time", start);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return failed(ScrapeError.CONNECT, "interrupted", start);
        } catch (ExecutionException e) {
            throw new IllegalStateException("the scrape in flight failed", e);
        }
    }

    private static boolean ranOutOfTime(ScrapeOutcome outcome) {
        return outcome instanceof ScrapeOutcome.Failed failed && failed.error() == ScrapeError.TIMEOUT;
    }

    private static ScrapeOutcome failed(ScrapeError error, String why, long start) {
        return new ScrapeOutcome.Failed(error, why, Duration.ofNanos(System.nanoTime() - start));
    }
}
