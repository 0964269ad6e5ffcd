import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/// Ships one and the same combined log with log-shipper and with the distribution's rsyslog, in turns: lines a second, CPU
/// seconds a gigabyte and peak memory, process start included; then the latency of single lines and the cost of doing
/// nothing. Started from its source by `benchmarks/log-shipper/run`.
///
/// Arguments: launcher of log-shipper, lines, rounds.
final class LogShipping {
    private static final long TICKS_PER_SECOND = 100;
    private static final int LATENCY_LINES = 800;
    private static final int IDLE_SECONDS = 20;
    private static final long LIMIT_NANOS = TimeUnit.MINUTES.toNanos(3);

    /// What one run cost.
    private record Cost(double seconds, double cpuSeconds, double peakMib) {}

    /// Somebody who can ship: his name and what he is started with.
    private interface Contender {
        String name();

        List<String> toFile(Path logs, Path out) throws IOException;

        List<String> toHttp(Path logs, int port) throws IOException;
    }

    private final Path work;
    private final Path log;
    private final int lines;
    private final Receiver receiver = new Receiver();

    private LogShipping(Path work, int lines) throws IOException {
        this.work = work;
        this.lines = lines;
        this.log = work.resolve("access.log");
        generate();
    }

    public static void main(String[] args) throws IOException, InterruptedException {
        int lines = Integer.parseInt(args[1]);
        int rounds = Integer.parseInt(args[2]);
        Path work = Files.createTempDirectory("log-shipping");
        LogShipping benchmark = new LogShipping(work, lines);
        try {
            benchmark.run(List.of(new Ours(args[0]), new Rsyslog(work)), rounds);
        } finally {
            benchmark.receiver.close();
            delete(work);
        }
    }

    private void run(List<Contender> contenders, int rounds) throws IOException, InterruptedException {
        System.out.printf("%d lines, %.0f MB, %d rounds in turns, medians%n%n", lines, Files.size(log) / 1e6, rounds);
        System.out.println("| task | who | lines/s | CPU-s/GB | CPU-s | peak MiB |\n|---|---|---|---|---|---|");
        for (boolean http : new boolean[] {false, true}) {
            List<List<Cost>> costs = contenders.stream().<List<Cost>>map(_ -> new ArrayList<>()).toList();
            for (int round = 0; round < rounds; round++) {
                for (int i = 0; i < contenders.size(); i++) {
                    costs.get(i).add(throughput(contenders.get(i), http));
                }
            }
            for (int i = 0; i < contenders.size(); i++) {
                print(http ? "parse → JSON → HTTP, acknowledged" : "raw → JSON file", contenders.get(i), costs.get(i));
            }
        }
        System.out.println("\n| who | latency p50 ms | p99 ms | idle CPU ms/s | idle RSS MiB | of it anonymous |\n|---|---|---|---|---|---|");
        for (Contender contender : contenders) {
            System.out.println(latencyAndIdle(contender));
        }
    }

    private void print(String task, Contender contender, List<Cost> costs) throws IOException {
        double cpu = median(costs.stream().mapToDouble(Cost::cpuSeconds));
        System.out.printf(
                "| %s | %s | %,.0f | %.1f | %.2f | %.0f |%n",
                task,
                contender.name(),
                lines / median(costs.stream().mapToDouble(Cost::seconds)),
                cpu / (Files.size(log) / 1e9),
                cpu,
                median(costs.stream().mapToDouble(Cost::peakMib)));
    }

    private static double median(java.util.stream.DoubleStream values) {
        double[] sorted = values.sorted().toArray();
        return sorted[sorted.length / 2];
    }

    private Cost throughput(Contender contender, boolean http) throws IOException, InterruptedException {
        Path directory = Files.createTempDirectory(work, "run");
        Path logs = Files.createDirectory(directory.resolve("logs"));
        Files.createLink(logs.resolve("access.log"), log);
        Path out = directory.resolve("out.json");
        receiver.reset();
        List<String> command = http ? contender.toHttp(logs, receiver.port()) : contender.toFile(logs, out);
        long started = System.nanoTime();
        Process process = start(command, directory);
        try {
            BooleanSupplier done = http ? () -> receiver.lines() >= lines : () -> endsWithLastLine(out);
            until(done, process, directory);
            double seconds = (System.nanoTime() - started) / 1e9;
            Cost cost = new Cost(seconds, cpuSeconds(process), peakMib(process));
            if (!http) {
                check(count(out) == lines, contender.name() + " wrote " + count(out) + " lines");
            }
            return cost;
        } finally {
            end(process);
            delete(directory);
        }
    }

    private String latencyAndIdle(Contender contender) throws IOException, InterruptedException {
        Path directory = Files.createTempDirectory(work, "run");
        Path logs = Files.createDirectory(directory.resolve("logs"));
        Path file = Files.createFile(logs.resolve("access.log"));
        receiver.reset();
        Process process = start(contender.toHttp(logs, receiver.port()), directory);
        try (BufferedWriter writer = Files.newBufferedWriter(file)) {
            line(writer, 0);
            until(() -> receiver.lines() >= 1, process, directory);
            receiver.reset();
            long[] written = new long[LATENCY_LINES];
            for (int i = 0; i < LATENCY_LINES; i++) {
                written[i] = System.nanoTime();
                line(writer, i);
                TimeUnit.MILLISECONDS.sleep(10);
            }
            until(() -> receiver.lines() >= LATENCY_LINES, process, directory);
            double[] millis = receiver.latencies(written);
            double before = cpuSeconds(process);
            TimeUnit.SECONDS.sleep(IDLE_SECONDS);
            double idle = (cpuSeconds(process) - before) * 1000 / IDLE_SECONDS;
            return String.format(
                    "| %s | %.1f | %.1f | %.1f | %.0f | %.0f |",
                    contender.name(),
                    millis[LATENCY_LINES / 2],
                    millis[LATENCY_LINES * 99 / 100],
                    idle,
                    status(process, "VmRSS") / 1024.0,
                    status(process, "RssAnon") / 1024.0);
        } finally {
            end(process);
            delete(directory);
        }
    }

    // --- the log

    private void generate() throws IOException {
        Random random = new Random(7);
        String[] agents = {
            "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0 Safari/537.36",
            "curl/8.5.0",
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15"
        };
        String[] referers = {"-", "https://www.example.com/shop/", "https://www.google.com/"};
        try (BufferedWriter out = Files.newBufferedWriter(log)) {
            for (int i = 0; i < lines; i++) {
                int second = i / 5000;
                out.write(String.format(
                        "10.%d.%d.%d - - [22/Nov/2026:07:%02d:%02d +0000] \"GET /shop/item/%d?ref=%d HTTP/1.1\" 200 %d \"%s\""
                                + " \"%s\"%n",
                        random.nextInt(255),
                        random.nextInt(255),
                        random.nextInt(255),
                        second / 60 % 60,
                        second % 60,
                        i,
                        random.nextInt(1000),
                        random.nextInt(60000),
                        referers[random.nextInt(referers.length)],
                        agents[random.nextInt(agents.length)]));
            }
        }
    }

    private static void line(BufferedWriter writer, int number) throws IOException {
        writer.write("10.0.0.1 - - [22/Nov/2026:07:35:01 +0000] \"GET /shop/item/" + number
                + "?ref=1 HTTP/1.1\" 200 612 \"-\" \"curl/8.5.0\"\n");
        writer.flush();
    }

    private boolean endsWithLastLine(Path out) {
        try (RandomAccessFile file = new RandomAccessFile(out.toFile(), "r")) {
            byte[] tail = new byte[(int) Math.min(1000, file.length())];
            file.seek(file.length() - tail.length);
            file.readFully(tail);
            String text = new String(tail, StandardCharsets.UTF_8);
            return text.endsWith("\n") && text.contains((lines - 1) + "?ref=");
        } catch (IOException _) {
            return false; // not there yet
        }
    }

    private static long count(Path out) throws IOException {
        try (Stream<String> all = Files.lines(out)) {
            return all.count();
        }
    }

    // --- processes

    private static Process start(List<String> command, Path directory) throws IOException {
        return new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("log").toFile())
                .start();
    }

    private static void until(BooleanSupplier done, Process process, Path directory)
            throws IOException, InterruptedException {
        long end = System.nanoTime() + LIMIT_NANOS;
        while (!done.getAsBoolean()) {
            check(
                    process.isAlive() && System.nanoTime() < end,
                    "did not finish: " + Files.readString(directory.resolve("log")));
            TimeUnit.MILLISECONDS.sleep(5);
        }
    }

    private static void end(Process process) throws InterruptedException {
        process.destroy();
        if (!process.waitFor(20, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
    }

    /// User and system time of all its threads, as the kernel counts it.
    private static double cpuSeconds(Process process) throws IOException {
        String stat = Files.readString(Path.of("/proc/" + process.pid() + "/stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return (double) (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS_PER_SECOND;
    }

    private static double peakMib(Process process) throws IOException {
        return status(process, "VmHWM") / 1024.0;
    }

    private static long status(Process process, String field) throws IOException {
        return Files.readAllLines(Path.of("/proc/" + process.pid() + "/status")).stream()
                .filter(line -> line.startsWith(field + ":"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElse(0);
    }

    private static void check(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalStateException(otherwise);
        }
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    // --- contenders

    private record Ours(String launcher) implements Contender {
        @Override
        public String name() {
            return "log-shipper";
        }

        private List<String> command(Path logs, String... options) {
            List<String> command = new ArrayList<>(
                    List.of(launcher, "--input=" + logs + "/*.log", "--admin-listen-address=127.0.0.1:0", "--drain-quiet=0s"));
            command.addAll(Arrays.asList(options));
            return command;
        }

        @Override
        public List<String> toFile(Path logs, Path out) {
            return command(logs, "--parser=none", "--sink=file", "--file-path=" + out);
        }

        @Override
        public List<String> toHttp(Path logs, int port) {
            return command(logs, "--sink=http", "--http-url=http://127.0.0.1:" + port + "/");
        }
    }

    /// With its inotify input, liblognorm for parsing and bulk requests of its Elasticsearch output for HTTP.
    private record Rsyslog(Path work) implements Contender {
        private static final String RULE = "version=2\nrule=:%client:word% - %user:word% [%time:char-to:]%]"
                + " \"%request:char-to:\"%\" %status:number% %bytes:number% \"%referer:char-to:\"%\" \"%agent:char-to:\"%\"\n";

        @Override
        public String name() {
            return "rsyslog";
        }

        private List<String> command(Path logs, String rules) throws IOException {
            Path directory = logs.getParent();
            Files.writeString(directory.resolve("combined.rb"), RULE);
            Path config = directory.resolve("rsyslog.conf");
            Files.writeString(
                    config,
                    """
                    global(workDirectory="%s" maxMessageSize="64k")
                    module(load="imfile" mode="inotify")
                    main_queue(queue.type="LinkedList" queue.size="200000" queue.dequeueBatchSize="4096")
                    input(type="imfile" file="%s/access.log" tag="access" freshStartTail="off" ruleset="ship")
                    """
                                    .formatted(directory, logs)
                            + rules);
            return List.of("rsyslogd", "-n", "-f", config.toString(), "-i", directory.resolve("pid").toString());
        }

        @Override
        public List<String> toFile(Path logs, Path out) throws IOException {
            return command(
                    logs,
                    """
                    template(name="json" type="list" option.jsonf="on") {
                      property(outname="file" name="$!metadata!filename" format="jsonf")
                      property(outname="body" name="msg" format="jsonf")
                    }
                    ruleset(name="ship") { action(type="omfile" file="%s" template="json" asyncWriting="on" ioBufferSize="256k") }
                    """
                            .formatted(out));
        }

        @Override
        public List<String> toHttp(Path logs, int port) throws IOException {
            return command(
                    logs,
                    """
                    module(load="mmnormalize")
                    module(load="omelasticsearch")
                    template(name="all" type="subtree" subtree="$!")
                    ruleset(name="ship" queue.type="LinkedList" queue.size="100000" queue.dequeueBatchSize="4096") {
                      action(type="mmnormalize" rulebase="%s/combined.rb")
                      action(type="omelasticsearch" server="127.0.0.1" serverport="%d" template="all" bulkmode="on" maxbytes="1m" searchType="" action.resumeRetryCount="-1")
                    }
                    """
                            .formatted(logs.getParent(), port));
        }
    }

    /// Takes lines by HTTP, newline-delimited or as a bulk request (where every other line is an action).
    private static final class Receiver implements AutoCloseable {
        private final HttpServer server;
        private final AtomicLong count = new AtomicLong();
        private final ConcurrentLinkedQueue<long[]> arrivals = new ConcurrentLinkedQueue<>();

        Receiver() throws IOException {
            // an answer is two small writes: without this the second one waits 40 ms for the acknowledgement of the first
            System.setProperty("sun.net.httpserver.nodelay", "true");
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 128);
            server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
            server.createContext("/", this::take);
            server.start();
        }

        private void take(HttpExchange exchange) throws IOException {
            byte[] body;
            try (InputStream in = exchange.getRequestBody()) {
                body = in.readAllBytes();
            }
            long arrived = System.nanoTime();
            boolean bulk = exchange.getRequestURI().getPath().endsWith("_bulk");
            long lines = 0;
            for (byte b : body) {
                lines += b == '\n' ? 1 : 0;
            }
            lines = bulk ? lines / 2 : lines;
            byte[] answer = (bulk ? "{\"took\":1,\"errors\":false,\"items\":[]}" : "{}").getBytes(StandardCharsets.US_ASCII);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
            if (lines > 0) {
                arrivals.add(new long[] {arrived, lines});
                count.addAndGet(lines);
            }
        }

        int port() {
            return server.getAddress().getPort();
        }

        void reset() {
            count.set(0);
            arrivals.clear();
        }

        long lines() {
            return count.get();
        }

        /// Sorted, in milliseconds; lines arrive in the order in which they were written.
        double[] latencies(long[] written) {
            double[] millis = new double[written.length];
            int line = 0;
            for (long[] arrival : arrivals) {
                for (long i = 0; i < arrival[1] && line < written.length; i++, line++) {
                    millis[line] = (arrival[0] - written[line]) / 1e6;
                }
            }
            Arrays.sort(millis);
            return millis;
        }

        void close(int delaySeconds) {
            server.stop(delaySeconds);
        }

        @Override
        public void close() {
            close(0);
        }
    }
}
