import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipFile;

/// What each jar of a service costs: its size, the classes that a start loads from it and their bytes, and the time
/// that passes until they are loaded. Started from its source by `benchmarks/dependencies`.
///
/// The start is one without the AOT cache: with it all classes come at once, and none of the time belongs to a jar. A class's
/// time is what has passed on its thread's log since the class before it, so initialising a class counts for the next one of
/// the same jar, mostly; figures of a few milliseconds mean nothing.
///
/// Arguments: service, its target/dist, `host:port/path` that answers 200 when it is ready, the service's options.
final class Dependencies {
    private static final Pattern LOADED = Pattern.compile("\\[(\\d+)ns] (\\S+) source: (\\S+).*");
    private static final long LIMIT_NANOS = 60_000_000_000L;

    private static final class Cost {
        private long jarBytes;
        private int classes;
        private long classBytes;
        private long nanos;
    }

    public static void main(String[] args) throws IOException, InterruptedException {
        String service = args[0];
        Path dist = Path.of(args[1]);
        Map<String, Cost> costs = new TreeMap<>();
        Map<String, Long> classBytes = new HashMap<>();
        Map<String, String> jarOf = index(dist, costs, classBytes);
        Path log = Files.createTempFile("classes", ".log");
        try {
            start(dist, service, log, args[2], List.of(args).subList(3, args.length));
            read(log, jarOf, classBytes, costs);
        } finally {
            Files.delete(log);
        }
        print(service, costs);
    }

    private static Map<String, String> index(Path dist, Map<String, Cost> costs, Map<String, Long> classBytes)
            throws IOException {
        Map<String, String> jarOf = new HashMap<>();
        try (Stream<Path> jars = Files.list(dist.resolve("lib"))) {
            for (Path jar : jars.toList()) {
                String name = jar.getFileName().toString();
                Cost cost = new Cost();
                cost.jarBytes = Files.size(jar);
                costs.put(name, cost);
                try (ZipFile zip = new ZipFile(jar.toFile())) {
                    zip.stream().filter(entry -> entry.getName().endsWith(".class")).forEach(entry -> {
                        String type = entry.getName().replace('/', '.').replaceFirst("\\.class$", "");
                        jarOf.put(type, name);
                        classBytes.put(type, entry.getSize());
                    });
                }
            }
        }
        costs.put("the JDK, lambdas", new Cost());
        return jarOf;
    }

    private static void start(Path dist, String service, Path log, String probe, List<String> options)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                dist.resolve("runtime/bin/java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx64m",
                "-XX:MaxMetaspaceSize=256m",
                "-XX:MaxDirectMemorySize=64m",
                "--enable-native-access=ALL-UNNAMED",
                "-Xlog:class+load=info:file=" + log + ":uptimenanos",
                "-jar",
                dist.resolve("lib/" + service + ".jar").toString()));
        command.addAll(options);
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            long begun = System.nanoTime();
            while (!answers(probe)) {
                if (!process.isAlive() || System.nanoTime() - begun > LIMIT_NANOS) {
                    throw new IllegalStateException(command + " does not get ready");
                }
                TimeUnit.MILLISECONDS.sleep(5);
            }
        } finally {
            process.destroy();
            process.waitFor();
        }
    }

    private static boolean answers(String probe) {
        Matcher parts = Pattern.compile("([^:]+):(\\d+)(/.*)").matcher(probe);
        if (!parts.matches()) {
            throw new IllegalArgumentException(probe + " (expected: host:port/path)");
        }
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(parts.group(1), Integer.parseInt(parts.group(2))), 1000);
            socket.setSoTimeout(5000);
            socket.getOutputStream()
                    .write(("GET " + parts.group(3) + " HTTP/1.0\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).contains(" 200 ");
        } catch (IOException e) {
            return false;
        }
    }

    private static void read(Path log, Map<String, String> jarOf, Map<String, Long> bytes, Map<String, Cost> costs) {
        long before = 0;
        try (Stream<String> lines = Files.lines(log)) {
            for (String line : (Iterable<String>) lines::iterator) {
                Matcher loaded = LOADED.matcher(line);
                if (!loaded.matches()) {
                    continue;
                }
                String type = loaded.group(2);
                Cost cost = costs.get(jarOf.getOrDefault(type, "the JDK, lambdas"));
                cost.classes++;
                cost.classBytes += bytes.getOrDefault(type, 0L);
                long at = Long.parseLong(loaded.group(1));
                cost.nanos += at - before;
                before = at;
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + log, e);
        }
    }

    private static void print(String service, Map<String, Cost> costs) {
        System.out.printf("%n| %s | MB | classes at the start | their kB | ms without the cache |%n|---|---|---|---|---|%n", service);
        costs.entrySet().stream()
                .sorted(Comparator.comparingLong((Map.Entry<String, Cost> entry) -> -entry.getValue().nanos))
                .forEach(entry -> System.out.printf(
                        Locale.ROOT,
                        "| %s | %.2f | %d | %d | %d |%n",
                        entry.getKey(),
                        entry.getValue().jarBytes / 1e6,
                        entry.getValue().classes,
                        entry.getValue().classBytes / 1000,
                        entry.getValue().nanos / 1_000_000));
    }
}
