package io.podhelpers.nginxexporter.nginx;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Host names to addresses, each before a deadline. Any thread.
///
/// The system's resolver cannot be interrupted, and each lookup that hangs in it holds a thread of the kernel. So a
/// lookup hangs by itself, whoever asks for the same name meanwhile waits for the same one, and their number is
/// bounded.
public final class Resolver {
    private static final int MOST_LOOKUPS = 32;

    private final Lookup lookup;
    private final Map<String, FutureTask<InetAddress[]>> inFlight = new ConcurrentHashMap<>();

    /// The system's resolver.
    @FunctionalInterface
    interface Lookup {
        InetAddress[] addresses(String host) throws UnknownHostException;
    }

    public Resolver() {
        this(InetAddress::getAllByName);
    }

    Resolver(Lookup lookup) {
        this.lookup = lookup;
    }

    /// All addresses of the host, in the resolver's order.
    ///
    /// @param deadline in terms of [System#nanoTime()]
    InetAddress[] resolve(String host, long deadline) throws ScrapeException {
        boolean literal = host.indexOf(':') >= 0 || Character.digit(host.charAt(host.length() - 1), 10) >= 0;
        try {
            return literal ? lookup.addresses(host) : lookUp(host, deadline);
        } catch (UnknownHostException e) {
            throw new ScrapeException(ScrapeError.CONNECT, "unknown host '" + host + "'", e);
        }
    }

    private InetAddress[] lookUp(String host, long deadline) throws ScrapeException, UnknownHostException {
        try {
            return task(host).get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw new ScrapeException(ScrapeError.TIMEOUT, "the name '" + host + "' was not resolved in time", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ScrapeException(ScrapeError.CONNECT, "interrupted", e);
        } catch (ExecutionException e) {
            throw (UnknownHostException) new UnknownHostException(host).initCause(e);
        }
    }

    private FutureTask<InetAddress[]> task(String host) throws ScrapeException {
        FutureTask<InetAddress[]> own = new FutureTask<>(() -> lookup.addresses(host));
        FutureTask<InetAddress[]> other = inFlight.putIfAbsent(host, own);
        if (other != null) {
            return other;
        }
        if (inFlight.size() > MOST_LOOKUPS) {
            inFlight.remove(host, own);
            own.cancel(false);
            throw new ScrapeException(ScrapeError.CONNECT, MOST_LOOKUPS + " other names are being looked up");
        }
        Thread.ofVirtual().name("resolve").start(() -> {
            own.run();
            inFlight.remove(host, own);
        });
        return own;
    }

    int lookupsInFlight() {
        return inFlight.size();
    }
}
