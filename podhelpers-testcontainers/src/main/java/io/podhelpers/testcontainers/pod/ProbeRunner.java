package io.podhelpers.testcontainers.pod;

import io.podhelpers.testcontainers.pod.manifest.Probe;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.IntUnaryOperator;

/// Asks one probe's question once, from outside the Pod as Kubernetes does; the answer is a reason when it is no.
final class ProbeRunner {
    private static final Duration STAYS_OPEN = Duration.ofMillis(300);

    /// The answer; `why` is empty when it is yes.
    record Answer(boolean good, String why) {
        static final Answer YES = new Answer(true, "");

        static Answer no(String why) {
            return new Answer(false, why);
        }
    }

    private final String host;
    private final IntUnaryOperator mappedPort;
    private final Function<String, Integer> portByName;
    private final Function<List<String>, ExecResult> exec;

    ProbeRunner(
            String host,
            IntUnaryOperator mappedPort,
            Function<String, Integer> portByName,
            Function<List<String>, ExecResult> exec) {
        this.host = host;
        this.mappedPort = mappedPort;
        this.portByName = portByName;
        this.exec = exec;
    }

    Answer ask(Probe probe) {
        return ask(probe.action(), probe.timeout());
    }

    Answer ask(Probe.Action action, Duration timeout) {
        try {
            return switch (action) {
                case Probe.HttpGet(String path, String port, Map<String, String> headers) ->
                    http("http://" + host + ":" + mapped(port) + path, headers, timeout);
                case Probe.TcpSocket(String port) -> tcp(mapped(port), timeout);
                case Probe.Exec(List<String> command) -> command(command);
            };
        } catch (IOException e) {
            return Answer.no(e.toString());
        }
    }

    private int mapped(String port) {
        return mappedPort.applyAsInt(portByName.apply(port));
    }

    private static Answer http(String url, Map<String, String> headers, Duration timeout) throws IOException {
        HttpURLConnection connection =
                (HttpURLConnection) URI.create(url).toURL().openConnection();
        try {
            connection.setConnectTimeout(Math.toIntExact(timeout.toMillis()));
            connection.setReadTimeout(Math.toIntExact(timeout.toMillis()));
            connection.setInstanceFollowRedirects(false);
            headers.forEach(connection::setRequestProperty);
            int status = connection.getResponseCode();
            return status >= 200 && status < 400 ? Answer.YES : Answer.no("status " + status);
        } finally {
            connection.disconnect();
        }
    }

    /// The engine's own proxy may accept on the mapped port while nobody listens in the Pod, and hangs up at once then:
    /// open means that the connection stays.
    private Answer tcp(int port, Duration timeout) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(host, port), Math.toIntExact(timeout.toMillis()));
            socket.setSoTimeout(Math.toIntExact(STAYS_OPEN.toMillis()));
            return staysOpen(socket) ? Answer.YES : Answer.no("closed at once");
        }
    }

    private static boolean staysOpen(Socket socket) throws IOException {
        try {
            return socket.getInputStream().read() >= 0;
        } catch (SocketTimeoutException e) {
            return true;
        }
    }

    private Answer command(List<String> command) {
        ExecResult result = exec.apply(command);
        return result.exitCode() == 0
                ? Answer.YES
                : Answer.no(
                        "exit code " + result.exitCode() + " " + result.stderr().strip());
    }
}
