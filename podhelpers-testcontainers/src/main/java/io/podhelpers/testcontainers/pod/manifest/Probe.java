package io.podhelpers.testcontainers.pod.manifest;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// A question asked of a container again and again.
public record Probe(
        Action action,
        Duration initialDelay,
        Duration period,
        Duration timeout,
        int failureThreshold,
        int successThreshold) {
    /// How the question is asked.
    public sealed interface Action {
        /// The port asked, a number or a name; none for a command.
        default Optional<String> port() {
            return switch (this) {
                case HttpGet get -> Optional.of(get.portName());
                case TcpSocket socket -> Optional.of(socket.portName());
                case Exec _ -> Optional.empty();
            };
        }
    }

    /// Good when the answer is 200 to 399.
    public record HttpGet(String path, String portName, Map<String, String> headers) implements Action {
        private record Header(String name, String value) {
            static Header read(Fields fields) {
                return new Header(fields.text("name"), fields.text("value"));
            }
        }

        static HttpGet read(Fields fields) {
            fields.oneOf("scheme", "HTTP", "HTTP");
            Map<String, String> headers = new LinkedHashMap<>();
            fields.list("httpHeaders", Header::read).forEach(header -> headers.put(header.name(), header.value()));
            return new HttpGet(fields.text("path", "/"), readPort(fields), headers);
        }
    }

    /// Good when a connection opens.
    public record TcpSocket(String portName) implements Action {
        static TcpSocket read(Fields fields) {
            return new TcpSocket(readPort(fields));
        }
    }

    /// Good when the command ends with 0.
    public record Exec(List<String> command) implements Action {
        static Exec read(Fields fields) {
            return new Exec(fields.texts("command"));
        }
    }

    private static String readPort(Fields fields) {
        return fields.maybeTextOrNumber("port")
                .orElseThrow(() -> fields.unusable("port", "missing", "a number or name"));
    }

    static Probe read(Fields fields) {
        List<Action> actions = Stream.<Optional<? extends Action>>of(
                        fields.maybe("httpGet", HttpGet::read),
                        fields.maybe("tcpSocket", TcpSocket::read),
                        fields.maybe("exec", Exec::read))
                .<Action>flatMap(Optional::stream)
                .toList();
        if (actions.size() != 1) {
            throw fields.unusable(actions.size() + " actions (expected: one of httpGet, tcpSocket, exec)");
        }
        return new Probe(
                actions.getFirst(),
                Duration.ofSeconds(fields.number("initialDelaySeconds", 0)),
                Duration.ofSeconds(atLeastOne(fields, "periodSeconds", 10)),
                Duration.ofSeconds(atLeastOne(fields, "timeoutSeconds", 1)),
                atLeastOne(fields, "failureThreshold", 3),
                atLeastOne(fields, "successThreshold", 1));
    }

    private static int atLeastOne(Fields fields, String name, int otherwise) {
        int number = fields.number(name, otherwise);
        if (number < 1) {
            throw fields.unusable(name, Integer.toString(number), "at least 1");
        }
        return number;
    }
}
