package io.podhelpers.nginxexporter.nginx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.podhelpers.nginxexporter.Waiting;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class ResolverTest {
    private final CountDownLatch goOn = new CountDownLatch(1);
    private final AtomicInteger lookups = new AtomicInteger();
    private final Resolver hanging = new Resolver(this::afterTheLatch);

    private InetAddress[] afterTheLatch(String host) throws UnknownHostException {
        lookups.incrementAndGet();
        try {
            goOn.await();
        } catch (InterruptedException e) {
            throw (UnknownHostException) new UnknownHostException(host).initCause(e);
        }
        return new InetAddress[] {InetAddress.getByAddress(host, new byte[] {127, 0, 0, 1})};
    }

    @Test
    void oneHungLookupOfANameIsAllThatAThousandScrapesStart() throws Exception {
        for (int scrape = 0; scrape < 1000; scrape++) {
            assertThatExceptionOfType(ScrapeException.class)
                    .isThrownBy(() -> hanging.resolve("nginx", in(Duration.ofNanos(1))))
                    .withMessage("the name 'nginx' was not resolved in time");
        }
        Waiting.until("the lookup has begun", () -> lookups.get() == 1);
        goOn.countDown();
        assertThat(hanging.resolve("nginx", in(Duration.ofSeconds(30)))).hasSize(1);
        Waiting.until("nothing is left", () -> hanging.lookupsInFlight() == 0);
    }

    @Test
    void manyHungNamesAreBounded() throws Exception {
        for (int name = 0; name < 100; name++) {
            String host = "nginx" + name + ".example";
            assertThatExceptionOfType(ScrapeException.class)
                    .isThrownBy(() -> hanging.resolve(host, in(Duration.ofNanos(1))));
        }
        assertThat(hanging.lookupsInFlight()).isEqualTo(32);
        assertThatExceptionOfType(ScrapeException.class)
                .isThrownBy(() -> hanging.resolve("another", in(Duration.ofSeconds(30))))
                .withMessage("32 other names are being looked up");
        // addresses need no lookup that could hang
        goOn.countDown();
        assertThat(new Resolver().resolve("::1", in(Duration.ofSeconds(30)))).hasSize(1);
        Waiting.until("nothing is left", () -> hanging.lookupsInFlight() == 0);
    }

    @Test
    void saysWhichNameNobodyKnows() {
        Resolver resolver = new Resolver(host -> {
            throw new UnknownHostException(host);
        });
        assertThatExceptionOfType(ScrapeException.class)
                .isThrownBy(() -> resolver.resolve("nginx.invalid", in(Duration.ofSeconds(30))))
                .withMessage("unknown host 'nginx.invalid'")
                .satisfies(e -> assertThat(e.error()).isEqualTo(ScrapeError.CONNECT));
    }

    private static long in(Duration duration) {
        return System.nanoTime() + duration.toNanos();
    }
}
