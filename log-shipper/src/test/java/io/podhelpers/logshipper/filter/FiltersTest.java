package io.podhelpers.logshipper.filter;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.podhelpers.logshipper.parse.Fields;
import io.podhelpers.logshipper.parse.Parsers;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class FiltersTest {
    private final AtomicLong nanos = new AtomicLong();

    private Filters filters(
            double share, List<String> of, int rate, boolean ip, List<String> query, List<String> redact) {
        return new Filters(
                new FilterSettings(List.of(), List.of(), share, of, rate, ip, query, redact, Map.of()), nanos::get);
    }

    private static String line(int status, String client, String request) {
        return client + " - - [22/Nov/2026:07:35:01 +0000] \"" + request + "\" " + status
                + " 612 \"https://a.example/?token=abc&b=1\" \"curl\"";
    }

    private static Fields fields(String line) {
        byte[] bytes = line.getBytes(US_ASCII);
        Fields fields = new Fields();
        fields.line(bytes, 0, bytes.length);
        new Parsers("auto", "").forFile(Path.of("access.log")).parse(fields);
        return fields;
    }

    private static String field(Fields fields, String name) {
        int index = fields.indexOf(name);
        return new String(fields.bytes(), fields.from(index), fields.to(index) - fields.from(index), US_ASCII);
    }

    @Test
    void samplesAboutTheShareAndTheSameLinesEachTime() {
        Filters first = filters(0.1, List.of(), 0, false, List.of(), List.of());
        Filters second = filters(0.1, List.of(), 0, false, List.of(), List.of());
        Fields fields = fields(line(200, "10.0.0.9", "GET / HTTP/1.1"));
        int kept = 0;
        for (int i = 0; i < 100_000; i++) {
            boolean keeps = first.keeps(fields, 77, i * 100L);
            assertThat(second.keeps(fields, 77, i * 100L)).isEqualTo(keeps);
            kept += keeps ? 1 : 0;
        }
        assertThat(kept).isBetween(9_500, 10_500);
    }

    @Test
    void samplesOnlyWhatItIsToldTo() {
        Filters filters = filters(0.0001, List.of("http.response.status_code=^2"), 0, false, List.of(), List.of());
        int kept = 0;
        for (int i = 0; i < 1000; i++) {
            kept += filters.keeps(fields(line(500, "10.0.0.9", "GET / HTTP/1.1")), 77, i) ? 1 : 0;
            kept += filters.keeps(fields(line(200, "10.0.0.9", "GET / HTTP/1.1")), 77, i) ? 1 : 0;
        }
        assertThat(kept).isBetween(1000, 1010);
    }

    @Test
    void limitsTheRateWithABurstOfASecond() {
        Filters filters = filters(1, List.of(), 100, false, List.of(), List.of());
        Fields fields = fields(line(200, "10.0.0.9", "GET / HTTP/1.1"));
        assertThat(keptOf(filters, fields, 1000)).isEqualTo(100);
        nanos.addAndGet(250_000_000);
        assertThat(keptOf(filters, fields, 1000)).isEqualTo(25);
        nanos.addAndGet(3_600_000_000_000L);
        assertThat(keptOf(filters, fields, 1000)).isEqualTo(100);
    }

    private static int keptOf(Filters filters, Fields fields, int lines) {
        int kept = 0;
        for (int i = 0; i < lines; i++) {
            kept += filters.keeps(fields, 1, i) ? 1 : 0;
        }
        return kept;
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.9, 10.0.0.0",
        "192.168.200.123, 192.168.200.000",
        "2001:db8:1:2:3:4:5:6, 2001:db8:1:0:0:0:0:0",
        "2001:db8:1:abcd::ff, 2001:db8:1:0000::00",
        "2001:db8::17, 2001:db8::00",
        "::ffff:10.0.0.7, ::0000:00.0.0.0",
        "unix:, unix:",
    })
    void anonymizesAddresses(String address, String anonymous) {
        Fields fields = fields(line(200, address, "GET / HTTP/1.1"));
        filters(1, List.of(), 0, true, List.of(), List.of()).redact(fields);
        assertThat(field(fields, "client.address")).isEqualTo(anonymous);
    }

    @Test
    void anonymizesAddressesInLinesThatAreShippedRaw() {
        byte[] bytes = "no line of ours: 10.1.2.34, 10.1.2.35:8080. v1.2.3 1.2.3.4.5".getBytes(US_ASCII);
        Fields fields = new Fields();
        fields.line(bytes, 0, bytes.length);
        new Parsers("none", "").raw().parse(fields);
        filters(1, List.of(), 0, true, List.of(), List.of()).redact(fields);
        assertThat(new String(bytes, US_ASCII))
                .isEqualTo("no line of ours: 10.1.2.00, 10.1.2.00:8080. v1.2.3 1.2.3.4.5");
    }

    @Test
    void redactsParametersWhereverTheyStand() {
        Fields fields = fields(line(200, "10.0.0.9", "GET /a?Token=secret&x=2&token=s2 HTTP/1.1"));
        filters(1, List.of(), 0, false, List.of("token"), List.of()).redact(fields);
        assertThat(field(fields, "url.query")).isEqualTo("Token=******&x=2&token=**");
        assertThat(field(fields, "body")).isEqualTo("GET /a?Token=******&x=2&token=** HTTP/1.1");
        assertThat(field(fields, "http.request.header.referer")).isEqualTo("https://a.example/?token=***&b=1");
        assertThat(field(fields, "url.path")).isEqualTo("/a");

        Fields all = fields(line(200, "10.0.0.9", "GET /a?x=1&y HTTP/1.1"));
        filters(1, List.of(), 0, false, List.of("*"), List.of()).redact(all);
        assertThat(field(all, "url.query")).isEqualTo("x=*&y");
    }

    @Test
    void redactsByRegexInAFieldOrTheWholeLine() {
        Fields fields = fields(line(200, "10.0.0.9", "GET /card/4111111111111111 HTTP/1.1"));
        filters(1, List.of(), 0, false, List.of(), List.of("url.path=[0-9]{16}", "user_agent.original=.*"))
                .redact(fields);
        assertThat(field(fields, "body")).isEqualTo("GET /card/**************** HTTP/1.1");
        assertThat(field(fields, "user_agent.original")).isEqualTo("****");
    }
}
