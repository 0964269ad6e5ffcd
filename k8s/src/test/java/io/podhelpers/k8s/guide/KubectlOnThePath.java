package io.podhelpers.k8s.guide;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.podhelpers.testcontainers.pod.ExecResult;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.Executors;

/// A folder with a program `kubectl` that hands its words to a [Kubectl] in this process, and a `curl` for which
/// localhost is the address of the [PortForwards].
final class KubectlOnThePath implements Closeable {
    private final HttpServer server;
    private final Path folder;

    KubectlOnThePath(Kubectl kubectl, PortForwards forwards) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", exchange -> answer(kubectl, exchange));
        server.start();
        folder = Files.createTempDirectory("path");
        program("kubectl", """
                #!/bin/sh
                answer=$(mktemp -d)
                trap 'rm -rf "$answer"' EXIT
                printf '%s\\0' "$@" | PATH=${PATH#*:} curl -sS --data-binary @- -o "$answer/code" http://ADDRESS"$answer"
                cat "$answer/stdout"
                cat "$answer/stderr" >&2
                exit "$(cat "$answer/code")"
                """.replace(
                        "ADDRESS", "127.0.0.1:" + server.getAddress().getPort()));
        program("curl", """
                #!/bin/bash
                PATH=${PATH#FOLDER:}
                exec curl --connect-to localhost::ADDRESS: --max-time 20 "$@"
                """.replace("FOLDER", folder.toString()).replace("ADDRESS", forwards.address()));
    }

    private void program(String name, String text) throws IOException {
        Path file = Files.writeString(folder.resolve(name), text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    Path folder() {
        return folder;
    }

    private static void answer(Kubectl kubectl, HttpExchange exchange) throws IOException {
        try (exchange) {
            String words = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            ExecResult result = run(kubectl, List.of(words.split("\0", -1)));
            Path answer = Path.of(exchange.getRequestURI().getPath());
            Files.writeString(answer.resolve("stdout"), result.stdout());
            Files.writeString(answer.resolve("stderr"), result.stderr());
            byte[] code = Integer.toString(result.exitCode()).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, code.length);
            exchange.getResponseBody().write(code);
        }
    }

    private static ExecResult run(Kubectl kubectl, List<String> words) {
        try {
            return kubectl.run(words.subList(0, words.size() - 1)); // each word ends with a NUL
        } catch (RuntimeException e) {
            return new ExecResult(1, "", e + "\n");
        }
    }

    @Override
    public void close() throws IOException {
        server.stop(0);
        Files.deleteIfExists(folder.resolve("kubectl"));
        Files.deleteIfExists(folder.resolve("curl"));
        Files.deleteIfExists(folder);
    }
}
