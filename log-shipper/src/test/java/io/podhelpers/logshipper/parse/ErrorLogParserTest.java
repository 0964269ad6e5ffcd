package io.podhelpers.logshipper.parse;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class ErrorLogParserTest {
    private static final String HEAD = "2026/11/22 07:35:01 [error] 31#32: *7 ";
    private static final String FIELDS =
            "\"timestamp\":\"2026-11-22T07:35:01+01:00\",\"severity_text\":\"error\",\"process.pid\":31,\"thread.id\":32,"
                    + "\"nginx.connection\":7,";

    private static String json(String line) {
        return Lines.json(new ErrorLogParser(), line);
    }

    @Test
    void readsEveryPartOfAnError() {
        assertThat(json(HEAD
                        + "open() \"/x, y\" failed (2: No such file or directory), client: 10.0.0.1, server: a.example,"
                        + " request: \"GET /x?q=1 HTTP/1.1\", upstream: \"http://10.0.0.2:80/x\", host: \"a.example:8080\","
                        + " referrer: \"http://b.example/\""))
                .isEqualTo(FIELDS + "\"body\":\"open() \\\"/x, y\\\" failed (2: No such file or directory)\","
                        + "\"client.address\":\"10.0.0.1\",\"server.address\":\"a.example\","
                        + "\"nginx.request\":\"GET /x?q=1 HTTP/1.1\",\"http.request.method\":\"GET\",\"url.path\":\"/x\","
                        + "\"url.query\":\"q=1\",\"network.protocol.version\":\"1.1\","
                        + "\"nginx.upstream\":\"http://10.0.0.2:80/x\",\"http.request.header.host\":\"a.example:8080\","
                        + "\"http.request.header.referer\":\"http://b.example/\"");
    }

    @Test
    void readsLinesWithoutConnectionAndWithoutParts() {
        assertThat(json("2026/11/22 07:35:01 [notice] 1#1: signal 15 (SIGTERM) received, exiting"))
                .isEqualTo("\"timestamp\":\"2026-11-22T07:35:01+01:00\",\"severity_text\":\"notice\",\"process.pid\":1,"
                        + "\"thread.id\":1,\"body\":\"signal 15 (SIGTERM) received, exiting\"");
    }

    @Test
    void keepsQuotesAndCommasOfARequestThatNginxDidNotEscape() {
        assertThat(
                        json(
                                HEAD
                                        + "client sent invalid request, client: 10.0.0.1, server: , request: \"GET /\"a\", b HTTP/1.1\""))
                .contains("\"nginx.request\":\"GET /\\\"a\\\", b HTTP/1.1\"");
    }

    @Test
    void shipsRawWhatIsNotOfTheForm() {
        for (String line : new String[] {
            "",
            "x",
            "2026/11/22 07:35:01",
            "2026/11/22 07:35:01 [error]",
            "2026/11/22 07:35:01 [error] 31",
            "2026/13/22 07:35:01 [error] 31#32: x",
            "  continued"
        }) {
            assertThat(json(line)).as(line).endsWith("\"error.type\":\"unparsed\"");
        }
    }

    @Test
    void leavesATimeThatTheCalendarDoesNotHaveWithoutItsZone() {
        assertThat(json("2026/02/30 07:35:01 [error] 31#32: x")).startsWith("\"timestamp\":\"2026-02-30T07:35:01\"");
    }
}
