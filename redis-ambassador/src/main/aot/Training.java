import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// The ambassador's training run: a Redis that answers just enough, the ambassador in front of it, clients that send what
/// clients send, SIGTERM. Started from its source by `train`; the arguments are the ambassador's command line.
final class Training {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final int ROUNDS = 200;

    private static final String INFO = "# Server\r\nredis_version:8.0.0\r\nrun_id:0123456789abcdef0123456789abcdef01234567\r\n"
            + "# Replication\r\nrole:master\r\nconnected_slaves:0\r\nmaster_repl_offset:7\r\n";

    private static final String COMMANDS = "*1\r\n*10\r\n" + bulk("get") + ":2\r\n*1\r\n+readonly\r\n:1\r\n:1\r\n:1\r\n*0\r\n*0\r\n"
            + "*1\r\n*6\r\n" + bulk("flags") + "*1\r\n+RO\r\n"
            + bulk("begin_search") + "*4\r\n" + bulk("type") + bulk("index") + bulk("spec") + "*2\r\n" + bulk("index") + ":1\r\n"
            + bulk("find_keys") + "*4\r\n" + bulk("type") + bulk("range") + bulk("spec")
            + "*6\r\n" + bulk("lastkey") + ":0\r\n" + bulk("keystep") + ":1\r\n" + bulk("limit") + ":0\r\n"
            + "*0\r\n";

    /// What the servers answer; everything else is `+OK`.
    private static final Map<String, String> ANSWERS = Map.of(
            "PING", "+PONG\r\n",
            "GET", "$5\r\nvalue\r\n",
            "MGET", "*2\r\n$1\r\na\r\n$-1\r\n",
            "INCR", ":1\r\n",
            "ROLE", "*3\r\n$6\r\nmaster\r\n:7\r\n*0\r\n",
            "INFO", bulk(INFO),
            "COMMAND", COMMANDS,
            "EXEC", "*1\r\n+OK\r\n",
            "HELLO", "%3\r\n$6\r\nserver\r\n$5\r\nredis\r\n$5\r\nproto\r\n:3\r\n$4\r\nrole\r\n$6\r\nmaster\r\n",
            "BLPOP", "*-1\r\n");

    public static void main(String[] commandLine) throws IOException, InterruptedException {
        try (ServerSocket redis = new ServerSocket(0, 64, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> serve(redis));
            int clients = freePort();
            int admin = freePort();
            List<String> command = new ArrayList<>(List.of(commandLine));
            command.add("--listen-address=127.0.0.1:" + clients);
            command.add("--admin-listen-address=127.0.0.1:" + admin);
            command.add("--upstream=redis://127.0.0.1:" + redis.getLocalPort());
            Process ambassador = new ProcessBuilder(command).inheritIO().start();
            try {
                awaitReady(admin, ambassador);
                work(clients);
                get(admin, "/metrics");
                get(admin, "/topology");
            } finally {
                ambassador.destroy();
                if (!ambassador.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                    ambassador.destroyForcibly();
                }
            }
        }
    }

    private static void work(int port) throws IOException {
        for (int client = 0; client < 3; client++) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                socket.setSoTimeout((int) LIMIT.toMillis());
                OutputStream out = socket.getOutputStream();
                InputStream in = new BufferedInputStream(socket.getInputStream());
                for (int round = 0; round < ROUNDS; round++) {
                    String commands = command("SET", "key" + round, "value") + command("GET", "key" + round)
                            + command("MGET", "a", "b") + command("INCR", "n") + command("PING");
                    out.write(commands.getBytes(StandardCharsets.US_ASCII));
                    out.flush();
                    skipReplies(in, 5);
                }
                List<String> once = List.of(
                        command("SELECT", "0"),
                        command("CLIENT", "SETNAME", "training"),
                        command("MULTI") + command("SET", "a", "1") + command("EXEC"),
                        command("BLPOP", "list", "1"),
                        command("NOSUCH"),
                        command("HELLO", "3"),
                        command("QUIT"));
                for (String commands : once) {
                    out.write(commands.getBytes(StandardCharsets.US_ASCII));
                    out.flush();
                }
                in.readAllBytes();
            }
        }
    }

    private static void serve(ServerSocket server) {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                Thread.ofVirtual().start(() -> answer(client));
            } catch (IOException _) {
                return; // closed: the run is over
            }
        }
    }

    private static void answer(Socket client) {
        try (client) {
            client.setTcpNoDelay(true);
            InputStream in = new BufferedInputStream(client.getInputStream());
            OutputStream out = client.getOutputStream();
            while (true) {
                List<String> command = readCommand(in);
                String reply = ANSWERS.getOrDefault(command.getFirst().toUpperCase(Locale.ROOT), "+OK\r\n");
                out.write(reply.getBytes(StandardCharsets.US_ASCII));
                out.flush();
            }
        } catch (EOFException _) {
            // the client is done
        } catch (IOException e) {
            throw new UncheckedIOException("the training's Redis lost its client", e);
        }
    }

    private static List<String> readCommand(InputStream in) throws IOException {
        int count = Integer.parseInt(readLine(in).substring(1));
        List<String> words = new ArrayList<>();
        for (int word = 0; word < count; word++) {
            int length = Integer.parseInt(readLine(in).substring(1));
            words.add(new String(in.readNBytes(length), StandardCharsets.UTF_8));
            in.skipNBytes(2);
        }
        return words;
    }

    private static void skipReplies(InputStream in, int count) throws IOException {
        for (int reply = 0; reply < count; reply++) {
            String line = readLine(in);
            int number = "$*".indexOf(line.charAt(0)) < 0 ? 0 : Integer.parseInt(line.substring(1));
            if (line.startsWith("$") && number >= 0) {
                in.skipNBytes(number + 2);
            } else if (line.startsWith("*")) {
                skipReplies(in, number);
            }
        }
    }

    private static String readLine(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException();
            }
            line.append((char) next);
        }
        return line.substring(0, line.length() - 1);
    }

    private static String command(String... words) {
        StringBuilder frame = new StringBuilder("*" + words.length + "\r\n");
        for (String word : words) {
            frame.append(bulk(word));
        }
        return frame.toString();
    }

    private static String bulk(String text) {
        return "$" + text.length() + "\r\n" + text + "\r\n";
    }

    private static void awaitReady(int admin, Process ambassador) throws InterruptedException {
        long end = System.nanoTime() + LIMIT.toNanos();
        while (get(admin, "/readyz") != 200) {
            if (!ambassador.isAlive() || System.nanoTime() > end) {
                throw new IllegalStateException("the ambassador does not get ready");
            }
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }

    private static int get(int port, String path) throws InterruptedException {
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                    .timeout(LIMIT)
                    .build();
            return http.send(request, BodyHandlers.discarding()).statusCode();
        } catch (IOException _) {
            return 0; // not listening yet
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            return socket.getLocalPort();
        }
    }
}
