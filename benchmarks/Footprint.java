import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// Measures what a process costs, as medians of several runs: `start` from its start to its first good answer and its CPU
/// time until then, `memory` once it is idle and after some requests. Started from its source by `benchmarks/footprint`.
///
/// Arguments: `start` or `memory`, runs, name, `host:port/path` that answers 200 when it is ready (`/redis`: a PONG, `/tcp`: a
/// connection), then the command line.
final class Footprint {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final int REQUESTS = 20;
    private static final long TICKS_PER_SECOND = 100;

    /// When the compiler has calmed down and malloc has given its memory back.
    private static final Duration UNTIL_IDLE = Duration.ofSeconds(15);

    /// CPU in ms with a resolution of 10.
    private record Start(double readyMillis, long cpuMillis) {}

    private record Usage(Memory idle, Memory used) {}

    private interface Measurement<T> {
        T of(Process process, double readyMillis) throws IOException, InterruptedException;
    }

    /// In kB, as the kernel counts it.
    ///
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
                if (path.equals("/tcp")) {
                    return true;
                }
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
        int runs = Integer.parseInt(args[1]);
        String name = args[2];
        Probe probe = Probe.parse(args[3]);
        List<String> command = Arrays.asList(args).subList(4, args.length);
        if (args[0].equals("start")) {
            printStart(name, measure(runs, command, probe, (process, ready) -> new Start(ready, cpuMillis(process.pid()))));
        } else {
            printUsage(name, measure(runs, command, probe, (process, _) -> usage(process, probe)));
        }
    }

    private static void printStart(String name, List<Start> runs) {
        System.out.printf(
                "| %s | %.0f | %.0f |%n",
                name,
                median(runs.stream().map(Start::readyMillis)),
                median(runs.stream().map(run -> (double) run.cpuMillis())));
    }

    private static void printUsage(String name, List<Usage> runs) {
        System.out.printf(
                "| %s | %.1f (%.1f) | %.1f (%.1f) |%n",
                name,
                median(runs.stream().map(run -> run.idle().rss() / 1024.0)),
                median(runs.stream().map(run -> run.idle().anonymous() / 1024.0)),
                median(runs.stream().map(run -> run.used().rss() / 1024.0)),
                median(runs.stream().map(run -> run.used().anonymous() / 1024.0)));
    }

    private static <T> List<T> measure(int runs, List<String> command, Probe probe, Measurement<T> measurement)
            throws IOException, InterruptedException {
        List<T> results = new ArrayList<>();
        for (int run = 0; run < runs; run++) {
            results.add(measure(command, probe, measurement));
        }
        return results;
    }

    private static <T> T measure(List<String> command, Probe probe, Measurement<T> measurement)
            throws IOException, InterruptedException {
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
            T result = measurement.of(process, (System.nanoTime() - start) / 1e6);
            if (!process.isAlive()) { // somebody else answered, at a port that this one could not have
                throw new IllegalStateException(command + " ended: " + Files.readString(log));
            }
            return result;
        } finally {
            process.destroy();
            process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS);
            process.destroyForcibly();
            Files.delete(log);
        }
    }

    private static Usage usage(Process process, Probe probe) throws IOException, InterruptedException {
        TimeUnit.SECONDS.sleep(UNTIL_IDLE.toSeconds());
        Memory idle = memory(process.pid());
        for (int request = 0; request < REQUESTS; request++) {
            probe.answers();
        }
        return new Usage(idle, memory(process.pid()));
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
