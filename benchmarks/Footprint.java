import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// Measures what a process costs: from its start to its first good answer (median of several runs), its memory idle and
/// after some requests, its CPU time until it was ready. Started from its source by `benchmarks/footprint`.
///
/// Arguments: name, `host:port/path` that answers 200 when it is ready, runs, then the command line.
final class Footprint {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final int REQUESTS = 20;
    private static final long TICKS_PER_SECOND = 100;

    /// One run; memory in kB as the kernel counts it, CPU in ms with a resolution of 10.
    private record Cost(double readyMillis, long cpuMillis, Memory idle, Memory used) {}

    /// @param rss resident
    /// @param anonymous the part that no file stands behind: heap, metaspace, stacks, malloc
    private record Memory(long rss, long anonymous) {}

    private record Probe(String host, int port, String path) {
        static Probe parse(String text) {
            int colon = text.indexOf(':');
            int slash = text.indexOf('/');
            return new Probe(
                    text.substring(0, colon),
                    Integer.parseInt(text.substring(colon + 1, slash)),
                    text.substring(slash));
        }

        boolean answers() {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(host, port), 1000);
                socket.setSoTimeout(5000);
                OutputStream out = socket.getOutputStream();
                String request = path.equals("/redis") ? "*1\r\n$4\r\nPING\r\n" : "GET " + path + " HTTP/1.0\r\nHost: x\r\n\r\n";
                out.write(request.getBytes(StandardCharsets.US_ASCII));
                InputStream in = socket.getInputStream();
                String first = new String(in.readNBytes(path.equals("/redis") ? 5 : 12), StandardCharsets.US_ASCII);
                return first.startsWith("+PONG") || first.endsWith(" 200");
            } catch (IOException _) {
                return false; // not yet
            }
        }
    }

    public static void main(String[] args) throws IOException, InterruptedException {
        String name = args[0];
        Probe probe = Probe.parse(args[1]);
        int runs = Integer.parseInt(args[2]);
        List<String> command = Arrays.asList(args).subList(3, args.length);
        Cost[] costs = new Cost[runs];
        for (int run = 0; run < runs; run++) {
            costs[run] = measure(command, probe);
        }
        System.out.printf(
                "| %s | %.0f | %d | %.1f (%.1f) | %.1f (%.1f) |%n",
                name,
                median(Stream.of(costs).map(Cost::readyMillis)),
                (long) median(Stream.of(costs).map(cost -> (double) cost.cpuMillis())),
                median(Stream.of(costs).map(cost -> cost.idle().rss() / 1024.0)),
                median(Stream.of(costs).map(cost -> cost.idle().anonymous() / 1024.0)),
                median(Stream.of(costs).map(cost -> cost.used().rss() / 1024.0)),
                median(Stream.of(costs).map(cost -> cost.used().anonymous() / 1024.0)));
    }

    private static Cost measure(List<String> command, Probe probe) throws IOException, InterruptedException {
        if (probe.answers()) {
            throw new IllegalStateException("something answers at " + probe + " already");
        }
        Path log = Files.createTempFile("footprint", ".log");
        long start = System.nanoTime();
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            while (!probe.answers()) {
                if (!process.isAlive() || System.nanoTime() - start > LIMIT.toNanos()) {
                    throw new IllegalStateException(command + " does not get ready: " + Files.readString(log));
                }
                TimeUnit.MILLISECONDS.sleep(1);
            }
            double ready = (System.nanoTime() - start) / 1e6;
            long cpu = cpuMillis(process.pid());
            TimeUnit.SECONDS.sleep(1);
            if (!process.isAlive()) { // somebody else answered, at a port that this one could not have
                throw new IllegalStateException(command + " ended: " + Files.readString(log));
            }
            Memory idle = memory(process.pid());
            for (int request = 0; request < REQUESTS; request++) {
                probe.answers();
            }
            return new Cost(ready, cpu, idle, memory(process.pid()));
        } finally {
            process.destroy();
            process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS);
            process.destroyForcibly();
            Files.delete(log);
        }
    }

    private static long cpuMillis(long pid) throws IOException {
        String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) * 1000 / TICKS_PER_SECOND;
    }

    private static Memory memory(long pid) throws IOException {
        List<String> lines = Files.readAllLines(Path.of("/proc/" + pid + "/smaps_rollup"));
        return new Memory(kilobytes(lines, "Rss:"), kilobytes(lines, "Anonymous:"));
    }

    private static long kilobytes(List<String> lines, String name) {
        return lines.stream()
                .filter(line -> line.startsWith(name))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D+", "")))
                .findFirst()
                .orElseThrow();
    }

    private static double median(Stream<Double> values) {
        double[] sorted = values.mapToDouble(Double::doubleValue).sorted().toArray();
        return sorted[sorted.length / 2];
    }
}
