package io.podhelpers.runtime.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

class StderrLoggerTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final StderrLoggerFactory factory =
            new StderrLoggerFactory(out, InstantSource.fixed(Instant.parse("2026-01-02T03:04:05.678Z")));
    private final Logger log = factory.getLogger("io.podhelpers.probe.Publisher");

    private String written() {
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void anEventIsOneLogfmtLine() {
        log.atInfo().addKeyValue("revision", "abc").addKeyValue("took", "12ms").log("published");
        assertThat(written())
                .isEqualTo(
                        "time=2026-01-02T03:04:05.678Z level=info logger=Publisher msg=published revision=abc took=12ms\n");
    }

    @Test
    void aValueThatNeedsItIsQuoted() {
        log.atWarn()
                .addKeyValue("why", "line\nbreak \"x\"")
                .addKeyValue("none", "")
                .log("two words");
        assertThat(written()).endsWith("msg=\"two words\" why=\"line\\nbreak \\\"x\\\"\" none=\"\"\n");
    }

    @Test
    void jsonIsOneObjectALine() {
        factory.configure(Level.INFO, LogFormat.JSON);
        log.atInfo().addKeyValue("path", "a\tb\u0001").log("read {}", 3);
        assertThat(written())
                .isEqualTo(
                        "{\"time\":\"2026-01-02T03:04:05.678Z\",\"level\":\"info\",\"logger\":\"Publisher\",\"msg\":\"read 3\",\"path\":\"a\\tb\\u0001\"}\n");
    }

    @Test
    void secretsInUrlsNeverReachTheLog() {
        log.atWarn()
                .addKeyValue("url", "https://me:hunter2@host/r")
                .setCause(new IOException("cannot open https://me:hunter2@host/r"))
                .log("fetch from https://me:hunter2@host/r failed");
        assertThat(written()).doesNotContain("hunter2").contains("https://***@host/r");
    }

    @Test
    void whatTheNetworkDidIsToldWithoutAStackTrace() {
        log.warn("fetch failed", new IOException("connection refused"));
        assertThat(written())
                .contains("error=\"IOException: connection refused\"")
                .doesNotContain("stack=");
    }

    @Test
    void aFaultOfOursKeepsItsStackOnTheSameLine() {
        log.error("bug", new IllegalStateException("impossible"));
        assertThat(written().lines()).singleElement().asString().contains("stack=", "StderrLoggerTest");
    }

    @Test
    void theLevelHoldsAlsoForLoggersHandedOutBefore() {
        log.debug("hidden");
        factory.configure(Level.DEBUG, LogFormat.LOGFMT);
        log.debug("seen");
        assertThat(written()).contains("msg=seen").doesNotContain("hidden");
    }

    @Test
    void librariesAreOneLevelQuieter() {
        Logger library = factory.getLogger("io.netty.channel.Something");
        library.info("chatter");
        library.warn("trouble");
        assertThat(written()).contains("msg=trouble").doesNotContain("chatter");
    }

    @Test
    void slf4jFindsThisLog() {
        assertThat(LoggerFactory.getILoggerFactory()).isInstanceOf(StderrLoggerFactory.class);
    }
}
