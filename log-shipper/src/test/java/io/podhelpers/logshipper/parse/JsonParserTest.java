package io.podhelpers.logshipper.parse;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class JsonParserTest {
    private final Parser json = new JsonParser("json", false);
    private final Parser nginx = new JsonParser("nginx-json", true);

    @Test
    void keepsMembersAsTheyAre() {
        assertThat(
                        Lines.json(
                                json,
                                " { \"a\" : \"x\\u00e9\\\"\" , \"n\" : -1.5e3, \"t\":true, \"no\":null,\"o\":{\"k\":[1,\"]\"]} } "))
                .isEqualTo("\"a\":\"x\\u00e9\\\"\",\"n\":-1.5e3,\"t\":true,\"o\":{\"k\":[1,\"]\"]}");
    }

    @Test
    void keepsUpWithMembersThatComeAndGo() {
        assertThat(Lines.json(json, "{\"a\":1,\"b\":2}")).isEqualTo("\"a\":1,\"b\":2");
        assertThat(Lines.json(json, "{\"b\":1,\"ab\":2,\"a\":3}")).isEqualTo("\"b\":1,\"ab\":2,\"a\":3");
        assertThat(Lines.json(json, "{\"a\":1}")).isEqualTo("\"a\":1");
    }

    @Test
    void givesVariablesOfNginxTheirNamesAndTypes() {
        assertThat(Lines.json(
                        nginx,
                        "{\"time_iso8601\":\"2026-11-22T07:35:01+00:00\",\"msec\":1795332901.123,\"status\":\"404\","
                                + "\"request_time\":\"0.005\",\"request\":\"GET /x?y=\\\"z\\\" HTTP/2.0\",\"remote_user\":\"\","
                                + "\"http_x_request_id\":\"r\",\"upstream_addr\":\"-\",\"mine\":[1]}"))
                .isEqualTo("\"timestamp\":\"2026-11-22T07:35:01+00:00\",\"nginx.msec\":1795332901.123,"
                        + "\"http.response.status_code\":404,\"http.server.request.duration\":0.005,"
                        + "\"body\":\"GET /x?y=\\\"z\\\" HTTP/2.0\",\"http.request.method\":\"GET\",\"url.path\":\"/x\","
                        + "\"url.query\":\"y=\\\"z\\\"\",\"network.protocol.version\":\"2.0\","
                        + "\"http.request.header.x-request-id\":\"r\",\"mine\":[1]");
    }

    @Test
    void takesWhatIsNotOfAVariablesTypeUnderItsOwnName() {
        assertThat(Lines.json(nginx, "{\"status\":\"none\"}")).isEqualTo("\"status\":\"none\"");
    }

    @Test
    void replacesBytesThatAreNoUtf8() {
        assertThat(Lines.json(json, "{\"a\":\"\u00c3\u00a9\u00ff\"}")).isEqualTo("\"a\":\"é\ufffd\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "{\"a\"}",
                "{\"a\":}",
                "{\"a\":1,}",
                "{\"a\":1}x",
                "[1]",
                "{\"a\":01}",
                "{\"a\":1.}",
                "{\"a\":tru}",
                "{\"a\":\"\t\"}",
                "{\"a\":\"\\x\"}",
                "{\"a\":\"\\u12\"}",
                "{\"a\":[1,]}",
                "{a:1}",
                "{\"a\":1 \"b\":2}",
                "{\"a\":-}"
            })
    void shipsRawWhatIsNoObject(String line) {
        assertThat(Lines.json(json, line)).endsWith("\"error.type\":\"unparsed\"");
    }

    @Test
    void shipsRawWhatIsNestedTooDeep() {
        assertThat(Lines.json(json, "{\"a\":" + "[".repeat(100) + "]".repeat(100) + "}"))
                .endsWith("\"unparsed\"");
    }
}
