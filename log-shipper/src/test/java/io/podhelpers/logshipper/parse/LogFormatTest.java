package io.podhelpers.logshipper.parse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.podhelpers.runtime.UserError;
import org.junit.jupiter.api.Test;

final class LogFormatTest {
    private static String json(String format, String line) {
        return Lines.json(LogFormatCompiler.compile("test", format, false), line);
    }

    @Test
    void compilesAnyFormat() {
        assertThat(json(
                        "$remote_addr|$time_iso8601|${request_time}s|$status|$upstream_addr|$http_x_request_id|end",
                        "10.0.0.1|2026-11-22T07:35:01+00:00|0.005s|200|10.0.0.2:80, 10.0.0.3:80|abc|end"))
                .isEqualTo("\"client.address\":\"10.0.0.1\",\"timestamp\":\"2026-11-22T07:35:01+00:00\","
                        + "\"http.server.request.duration\":0.005,\"http.response.status_code\":200,"
                        + "\"nginx.upstream_addr\":\"10.0.0.2:80, 10.0.0.3:80\","
                        + "\"http.request.header.x-request-id\":\"abc\"");
    }

    @Test
    void readsListsOfUpstreamsBetweenSpaces() {
        assertThat(json("$upstream_addr $upstream_response_time $status", "a:80, b:80 : c:80 0.001, 0.002 : 0.003 200"))
                .isEqualTo(
                        "\"nginx.upstream_addr\":\"a:80, b:80 : c:80\","
                                + "\"nginx.upstream_response_time\":\"0.001, 0.002 : 0.003\",\"http.response.status_code\":200");
    }

    @Test
    void takesTheMostExactTimeAndEachVariableOnce() {
        assertThat(json("[$time_local] $msec $status $status", "[22/Nov/2026:07:35:01 +0000] 1795332901.123 200 200"))
                .isEqualTo("\"nginx.time_local\":\"22/Nov/2026:07:35:01 +0000\","
                        + "\"timestamp\":\"2026-11-22T07:35:01.123Z\",\"http.response.status_code\":200");
    }

    @Test
    void takesTheDirectiveAsItStandsInNginxsConfiguration() {
        assertThat(json(
                        "log_format main escape=json '{\"s\":$status,'\n    '\"a\":\"$http_user_agent\"}';",
                        "{\"s\":200,\"a\":\"curl \\\"8\\\"\"}"))
                .isEqualTo("\"http.response.status_code\":200,\"user_agent.original\":\"curl \\\"8\\\"\"");
        assertThat(json("escape=none \"$http_user_agent\" $status", "\"a \"b\" 1\" 200"))
                .isEqualTo("\"user_agent.original\":\"a \\\"b\\\" 1\",\"http.response.status_code\":200");
        assertThatThrownBy(() -> LogFormatCompiler.compile("test", "escape=xml $status", false))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("escape=xml (expected: escape=default, json or none)");
    }

    @Test
    void hasNoFieldForAVariableThatIsNotThere() {
        assertThat(json("escape=json $status $request_time \"$http_referer\"", "499  \"\""))
                .isEqualTo("\"http.response.status_code\":499");
        assertThat(json("$status $request_time \"$http_referer\"", "499 - \"-\""))
                .isEqualTo("\"http.response.status_code\":499");
    }

    @Test
    void saysWhatIsWrongWithAFormat() {
        assertThatThrownBy(() -> LogFormatCompiler.compile("test", "no variable", false))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("no variable");
        assertThatThrownBy(() -> LogFormatCompiler.compile("test", "$status$request", false))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("nothing between $status");
    }
}
