package io.podhelpers.logshipper.parse;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class CombinedTest {
    private static final String TIME = "\"timestamp\":\"2026-11-22T07:35:01+00:00\"";
    private static final String UNPARSED = "\"error.type\":\"unparsed\"";

    private final Parser parser = LogFormatCompiler.combined();

    private String json(String line) {
        return Lines.json(parser, line);
    }

    @Test
    void readsEveryFieldTyped() {
        assertThat(json("10.0.0.9 - alice [22/Nov/2026:07:35:01 +0130] \"GET /shop?item=7&x HTTP/1.1\" 200 612"
                        + " \"http://a.example/\" \"curl/8.5\""))
                .isEqualTo("\"client.address\":\"10.0.0.9\",\"user.name\":\"alice\","
                        + "\"timestamp\":\"2026-11-22T07:35:01+01:30\","
                        + "\"body\":\"GET /shop?item=7&x HTTP/1.1\",\"http.request.method\":\"GET\","
                        + "\"url.path\":\"/shop\",\"url.query\":\"item=7&x\",\"network.protocol.version\":\"1.1\","
                        + "\"http.response.status_code\":200,\"http.response.body.size\":612,"
                        + "\"http.request.header.referer\":\"http://a.example/\",\"user_agent.original\":\"curl/8.5\"");
    }

    @Test
    void leavesOutWhatNginxSaysIsNotThere() {
        assertThat(json("::1 - - [22/Nov/2026:07:35:01 +0000] \"GET / HTTP/2.0\" 304 0 \"-\" \"-\""))
                .startsWith("\"client.address\":\"::1\"," + TIME)
                .endsWith("\"http.response.status_code\":304,\"http.response.body.size\":0");
    }

    @Test
    void takesAnEmptyRequest() {
        assertThat(json("10.0.0.9 - - [22/Nov/2026:07:35:01 +0000] \"\" 400 0 \"-\" \"-\""))
                .isEqualTo("\"client.address\":\"10.0.0.9\"," + TIME
                        + ",\"http.response.status_code\":400,\"http.response.body.size\":0");
    }

    @Test
    void keepsTlsBytesInsteadOfARequest() {
        assertThat(
                        json(
                                "10.0.0.9 - - [22/Nov/2026:07:35:01 +0000] \"\\x16\\x03\\x01\\x02\\x00\\xFC\" 400 157 \"-\" \"-\""))
                .contains("\"body\":\"\\u0016\\u0003\\u0001\\u0002\\u0000\uFFFD\"")
                .doesNotContain("url.path");
    }

    @Test
    void decodesWhatNginxEscaped() {
        assertThat(
                        json(
                                "10.0.0.9 - - [22/Nov/2026:07:35:01 +0000] \"GET /\\xC3\\xA9\\x22 HTTP/1.1\" 200 1 \"-\" \"a\\x5Cb\\xZZ\""))
                .contains("\"url.path\":\"/é\\\"\"")
                .contains("\"user_agent.original\":\"a\\\\b\\\\xZZ\"");
    }

    @Test
    void takesUnixPeersStatus000AndUserNamesWithSpaces() {
        assertThat(json("unix: - bob [x] smith [22/Nov/2026:07:35:01 +0000] \"GET / HTTP/1.1\" 000 0 \"-\" \"-\""))
                .contains(UNPARSED); // a name with a bracket behind a space is nginx's own ambiguity
        assertThat(json("unix: - bob smith [22/Nov/2026:07:35:01 +0000] \"GET / HTTP/1.1\" 000 0 \"-\" \"-\""))
                .startsWith("\"client.address\":\"unix:\",\"user.name\":\"bob smith\"")
                .contains("\"http.response.status_code\":0,");
    }

    @Test
    void takesHttp09AndMethodsOfOthers() {
        assertThat(json("1.1.1.1 - - [22/Nov/2026:07:35:01 +0000] \"GET /old\" 200 1 \"-\" \"-\""))
                .contains("\"http.request.method\":\"GET\",\"url.path\":\"/old\",\"http.response");
        assertThat(json("1.1.1.1 - - [22/Nov/2026:07:35:01 +0000] \"VERSION-CONTROL /a HTTP/1.1\" 405 1 \"-\" \"-\""))
                .contains("\"http.request.method\":\"VERSION-CONTROL\"");
        assertThat(json("1.1.1.1 - - [22/Nov/2026:07:35:01 +0000] \"get me out\" 400 1 \"-\" \"-\""))
                .contains("\"body\":\"get me out\",\"http.response");
    }

    @Test
    void takesTheOfficialImagesFormatAndOtherLongerOnes() {
        String combined = "1.1.1.1 - - [22/Nov/2026:07:35:01 +0000] \"GET / HTTP/1.1\" 200 1 \"-\" \"-\"";
        assertThat(json(combined + " \"10.1.1.1, 10.2.2.2\""))
                .endsWith("\"http.request.header.x-forwarded-for\":\"10.1.1.1, 10.2.2.2\"");
        assertThat(json(combined + " \"-\"")).endsWith("\"http.response.body.size\":1");
        assertThat(json(combined + " 0.005 \"a\"")).endsWith("\"nginx.extra\":\"0.005 \\\"a\\\"\"");
        assertThat(json(combined + "x")).endsWith(UNPARSED);
    }

    @Test
    void shipsRawWhatIsNotOfTheForm() {
        assertThat(json("")).isEqualTo("\"body\":\"\"," + UNPARSED);
        assertThat(json("rubbish")).isEqualTo("\"body\":\"rubbish\"," + UNPARSED);
        assertThat(json("1.1.1.1 - - [22/Nox/2026:07:35:01 +0000] \"GET / HTTP/1.1\" 200 1 \"-\" \"-\""))
                .endsWith(UNPARSED);
        assertThat(json("1.1.1.1 - - [32/Nov/2026:07:35:01 +0000] \"GET / HTTP/1.1\" 200 1 \"-\" \"-\""))
                .endsWith(UNPARSED);
        assertThat(json("1.1.1.1 - - [22/Nov/2026:07:35:01 +0000] \"GET / HTTP/1.1\" 2OO 1 \"-\" \"-\""))
                .endsWith(UNPARSED);
        assertThat(json("1.1.1.1 - - [22/Nov/2026:07:35:01 +0000] \"GET / HTTP/1.1\" 200 1 \"-\" \"-"))
                .endsWith(UNPARSED);
    }

    @Test
    void neverFailsOnAnyPrefixOfALine() {
        String line = "10.0.0.9 - alice [22/Nov/2026:07:35:01 +0000] \"GET /shop?i HTTP/1.1\" 200 612 \"r\" \"a\\x22\"";
        for (int end = 0; end < line.length(); end++) {
            assertThat(json(line.substring(0, end))).as(line.substring(0, end)).endsWith(UNPARSED);
        }
    }
}
