package io.podhelpers.nginxexporter;

import io.podhelpers.runtime.CommandLineRunner;
import io.podhelpers.runtime.Deadline;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;

/// The exporter in this process, started from command line arguments, on a free port.
public final class RunningExporter implements AutoCloseable {
    private final NginxExporter exporter;
    private HttpClient client = HttpClient.newHttpClient();

    private RunningExporter(NginxExporter exporter) {
        this.exporter = exporter;
        exporter.start();
    }

    public static RunningExporter start(String... args) throws IOException {
        List<String> all = new ArrayList<>(Arrays.asList(args));
        if (all.stream().noneMatch(arg -> arg.contains("web.listen-address"))) {
            all.add("--web.listen-address=127.0.0.1:0");
        }
        ExporterConfig config = config(Map.of(), all.toArray(String[]::new));
        return new RunningExporter(new NginxExporter(config, InstantSource.system()));
    }

    /// What the options become.
    static ExporterConfig config(Map<String, String> environment, String... args) {
        AtomicReference<ExporterConfig> config = new AtomicReference<>();
        StringWriter err = new StringWriter();
        int exit = run(
                environment,
                given -> {
                    config.set(given);
                    return 0;
                },
                err,
                args);
        if (exit != 0 || config.get() == null) {
            throw new AssertionError("exit " + exit + ": " + err);
        }
        return config.get();
    }

    /// Runs the command line.
    static int run(Map<String, String> environment, ExporterCommand.Runner runner, StringWriter err, String... args) {
        OldSpellings spellings = OldSpellings.rewrite(ExporterCommand::optionNames, args);
        return CommandLineRunner.run(
                Main.NAME,
                new ExporterCommand(spellings.old(), runner),
                ExporterCommand::variables,
                spellings.arguments().toArray(String[]::new),
                environment,
                new PrintWriter(PrintWriter.nullWriter()),
                new PrintWriter(err, true));
    }

    public int port() throws IOException {
        return exporter.ports().getFirst();
    }

    NginxExporter exporter() {
        return exporter;
    }

    /// Closes the connections that the client keeps.
    void forgetConnections() {
        client.shutdownNow();
        client = HttpClient.newHttpClient();
    }

    public HttpResponse<String> get(String path, String... headers) throws IOException, InterruptedException {
        return client.send(request(path, headers), HttpResponse.BodyHandlers.ofString());
    }

    public HttpResponse<byte[]> bytes(String path, String... headers) throws IOException, InterruptedException {
        return client.send(request(path, headers), HttpResponse.BodyHandlers.ofByteArray());
    }

    private HttpRequest request(String path, String... headers) throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path))
                .timeout(Duration.ofSeconds(60));
        return (headers.length == 0 ? request : request.headers(headers)).build();
    }

    public String metrics() throws InterruptedException {
        try {
            return get("/metrics").body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The lines of the families whose name begins with this, help and type included.
    public static String families(String metrics, String prefix) {
        return metrics.lines()
                .filter(line -> line.startsWith(prefix)
                        || line.startsWith("# HELP " + prefix)
                        || line.startsWith("# TYPE " + prefix))
                .collect(Collectors.joining("\n", "", "\n"));
    }

    int stop(Duration grace) throws InterruptedException {
        return exporter.stop(Deadline.after(grace, InstantSource.system()));
    }

    @Override
    public void close() {
        try {
            stop(Duration.ofSeconds(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
