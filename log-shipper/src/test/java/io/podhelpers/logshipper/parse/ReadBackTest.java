package io.podhelpers.logshipper.parse;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/// What nginx would write for a request is read back as that request, whatever is in it: parse(format(x)) = x.
final class ReadBackTest {
    /// What a client sent and nginx answered.
    record Request(
            String user,
            String method,
            String path,
            String query,
            int status,
            long bytes,
            String referer,
            String agent) {
        String line() {
            return method + " " + path + (query.isEmpty() ? "" : "?" + query) + " HTTP/1.1";
        }

        /// nginx's variables.
        Map<String, String> variables() {
            Map<String, String> all = new LinkedHashMap<>();
            all.put("remote_addr", "2001:db8::7");
            all.put("remote_user", user);
            all.put("time_local", "22/Nov/2026:07:35:01 +0100");
            all.put("request", line());
            all.put("status", String.valueOf(status));
            all.put("body_bytes_sent", String.valueOf(bytes));
            all.put("http_referer", referer);
            all.put("http_user_agent", agent);
            return all;
        }

        /// What must come out.
        Map<String, String> fields() {
            Map<String, String> all = new HashMap<>();
            all.put("log.file.path", "a");
            all.put("client.address", "2001:db8::7");
            all.put("timestamp", "2026-11-22T07:35:01+01:00");
            all.put("body", line());
            all.put("http.request.method", method);
            all.put("url.path", path);
            all.put("url.query", query);
            all.put("network.protocol.version", "1.1");
            all.put("http.response.status_code", String.valueOf(status));
            all.put("http.response.body.size", String.valueOf(bytes));
            all.put("user.name", user);
            all.put("http.request.header.referer", referer);
            all.put("user_agent.original", agent);
            all.values().removeIf(String::isEmpty);
            return all;
        }
    }

    @Provide
    Arbitrary<Request> requests() {
        Arbitrary<String> text = Arbitraries.strings()
                .withChars("\"\\ ',[]{}:-x\u0000\t\n\u007f\u00e9\u20ac")
                .ascii()
                .ofMaxLength(20)
                .filter(any -> !any.equals("-"));
        Arbitrary<String> target = Arbitraries.strings()
                .withChars("/abc\"\\%[]-\u0001\u00e9\u20ac")
                .ofMaxLength(20);
        return Combinators.combine(
                        text,
                        Arbitraries.of("GET", "POST", "PROPFIND", "M-SEARCH"),
                        target.map(path -> "/" + path),
                        target,
                        Arbitraries.integers().between(100, 599),
                        Arbitraries.longs().between(0, 1L << 50),
                        text,
                        text)
                .as(Request::new);
    }

    private static String format(String format, Request request, UnaryOperator<String> escape) {
        StringBuilder line = new StringBuilder();
        String rest = format;
        for (Map.Entry<String, String> variable : request.variables().entrySet()) {
            String name = "$" + variable.getKey();
            int at = rest.indexOf(name);
            String bytes = new String(variable.getValue().getBytes(UTF_8), ISO_8859_1);
            line.append(rest, 0, at).append(escape.apply(bytes));
            rest = rest.substring(at + name.length());
        }
        return line.append(rest).toString();
    }

    /// As `escape=default` does; nginx writes an empty variable as nothing, too.
    private static String escapeDefault(String bytes) {
        StringBuilder escaped = new StringBuilder();
        for (int i = 0; i < bytes.length(); i++) {
            char b = bytes.charAt(i);
            boolean plain = b >= 0x20 && b <= 0x7e && b != '"' && b != '\\';
            escaped.append(plain ? String.valueOf(b) : String.format("\\x%02X", (int) b));
        }
        return escaped.toString();
    }

    /// As `escape=json` does.
    private static String escapeJson(String bytes) {
        StringBuilder escaped = new StringBuilder();
        for (int i = 0; i < bytes.length(); i++) {
            char b = bytes.charAt(i);
            switch (b) {
                case '"', '\\' -> escaped.append('\\').append(b);
                case '\n' -> escaped.append("\\n");
                case '\r' -> escaped.append("\\r");
                case '\t' -> escaped.append("\\t");
                case '\b' -> escaped.append("\\b");
                case '\f' -> escaped.append("\\f");
                default -> escaped.append(b < 0x20 ? String.format("\\u%04X", (int) b) : String.valueOf(b));
            }
        }
        return escaped.toString();
    }

    private static Map<String, String> read(Parser parser, String line) {
        return FlatJson.read("{\"log.file.path\":\"a\"," + Lines.json(parser, line) + "}");
    }

    @Property
    void combined(@ForAll("requests") Request request) {
        // a user name stands bare between spaces: one with a space and a bracket cannot be told apart by anyone
        Request bare = new Request(
                request.user().replaceAll("[ \\[]", "_"),
                request.method(),
                request.path(),
                request.query(),
                request.status(),
                request.bytes(),
                request.referer(),
                request.agent());
        String line = format(LogFormatCompiler.COMBINED, bare, ReadBackTest::escapeDefault);
        assertThat(read(LogFormatCompiler.combined(), line)).isEqualTo(bare.fields());
    }

    @Property
    void anOddFormatInEachWayOfEscaping(@ForAll("requests") Request request) {
        String odd = "$remote_addr|\"$remote_user\"|$time_local> '\"$request\"' =$status= $body_bytes_sent b"
                + " \"$http_referer\";\"$http_user_agent\" end";
        for (Map.Entry<String, UnaryOperator<String>> escape : List.of(
                Map.entry("default", (UnaryOperator<String>) ReadBackTest::escapeDefault),
                Map.entry("json", (UnaryOperator<String>) ReadBackTest::escapeJson))) {
            Parser parser = LogFormatCompiler.compile("odd", "escape=" + escape.getKey() + " " + odd, false);
            assertThat(read(parser, format(odd, request, escape.getValue())))
                    .as("escape=" + escape.getKey())
                    .isEqualTo(request.fields());
        }
    }

    @Property
    void aFormatWithoutEscapingBetweenBytesThatNoVariableHolds(@ForAll("requests") Request request) {
        String separator = "\u0002";
        String format = String.join(
                separator,
                request.variables().keySet().stream().map(name -> "$" + name).toList());
        String line = format(format, request, text -> text.replaceAll("[\n\u0002]", " "));
        Map<String, String> expected = new HashMap<>(request.fields());
        expected.replaceAll((_, value) -> value.replaceAll("[\n\u0002]", " "));
        assertThat(read(LogFormatCompiler.compile("none", "escape=none " + format, false), line))
                .isEqualTo(expected);
    }

    @Property
    void anObjectOfVariables(@ForAll("requests") Request request) {
        String format =
                "{\"remote_addr\":\"$remote_addr\",\"remote_user\":\"$remote_user\",\"time_local\":\"$time_local\","
                        + " \"request\": \"$request\",\"status\":$status,\"body_bytes_sent\":\"$body_bytes_sent\","
                        + "\"http_referer\":\"$http_referer\",\"http_user_agent\":\"$http_user_agent\"}";
        assertThat(read(new JsonParser("nginx-json", true), format(format, request, ReadBackTest::escapeJson)))
                .isEqualTo(request.fields());
    }

    @Property
    void noParserLooksOutsideOfItsLineOrFailsWhateverTheBytes(@ForAll byte[] bytes) {
        String line = new String(bytes, ISO_8859_1);
        for (String name : List.of("none", "nginx-combined", "nginx-json", "nginx-error", "json")) {
            Parser parser = new Parsers(name, "").forFile(java.nio.file.Path.of("a"));
            assertThat(Lines.json(parser, line)).isNotEmpty();
        }
    }
}
