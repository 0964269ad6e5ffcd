package io.podhelpers.k8s.demo;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Asks a Redis server itself what reached it, by `INFO commandstats`.
final class RedisInfo {
    private static final Duration ANSWERED_WITHIN = Duration.ofMillis(800);
    private static final Pattern CALLS = Pattern.compile("cmdstat_([a-z|]+):calls=(\\d+)");

    private RedisInfo() {}

    /// How often each command was called there.
    static Map<String, Long> calls(String host, int port) throws IOException {
        Map<String, Long> calls = new TreeMap<>();
        Matcher matcher = CALLS.matcher(info(host, port));
        while (matcher.find()) {
            calls.put(matcher.group(1), Long.parseLong(matcher.group(2)));
        }
        return calls;
    }

    private static String info(String host, int port) throws IOException {
        int timeout = Math.toIntExact(ANSWERED_WITHIN.toMillis());
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(host, port), timeout);
            socket.setSoTimeout(timeout);
            socket.getOutputStream().write("INFO commandstats\r\n".getBytes(StandardCharsets.US_ASCII));
            InputStream in = socket.getInputStream();
            String head = line(in);
            if (!head.startsWith("$")) {
                throw new IOException("INFO commandstats: " + head + " (expected: a bulk string)");
            }
            return new String(in.readNBytes(Integer.parseInt(head.substring(1))), StandardCharsets.UTF_8);
        }
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new IOException("closed before the end of a line");
            }
            line.append((char) c);
        }
        return line.toString().strip();
    }
}
