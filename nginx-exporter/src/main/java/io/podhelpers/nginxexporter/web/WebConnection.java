package io.podhelpers.nginxexporter.web;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.podhelpers.nginxexporter.net.Watchdog.Watch;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One client's connection on its own virtual thread: read a request, answer it, again. Each step has a deadline.
final class WebConnection {
    private static final Logger log = LoggerFactory.getLogger(WebConnection.class);
    private static final long IDLE_NANOS = Duration.ofMinutes(2).toNanos();
    private static final long WRITE_NANOS = Duration.ofSeconds(30).toNanos();
    /// Handlers keep their own deadlines; this one only catches what should never happen.
    private static final long ANSWER_NANOS = Duration.ofMinutes(10).toNanos();

    private final InputStream in;
    private final OutputStream out;
    private final Handler handler;
    private final HttpDate date;
    private volatile boolean idle = true;
    private volatile boolean ending;

    WebConnection(InputStream in, OutputStream out, Handler handler, HttpDate date) {
        this.in = in;
        this.out = out;
        this.handler = handler;
        this.date = date;
    }

    void serve(Watch watch) throws IOException {
        RequestReader requests = new RequestReader(in);
        boolean open = true;
        while (open && !ending) {
            watch.moveTo(System.nanoTime() + IDLE_NANOS);
            try {
                Optional<Request> request = requests.next();
                if (request.isEmpty()) {
                    return;
                }
                idle = false;
                open = requests.skipBody(request.get()) && request.get().keepAlive();
                watch.moveTo(System.nanoTime() + ANSWER_NANOS);
                Answer answer = answer(request.get());
                open = open && !ending;
                watch.moveTo(System.nanoTime() + WRITE_NANOS);
                write(answer, request.get().isHead(), open ? "keep-alive" : "close");
                idle = true;
            } catch (BadRequestException e) {
                write(e.answer(), false, "close");
                return;
            }
        }
    }

    private Answer answer(Request request) {
        try {
            return handler.answer(request);
        } catch (RuntimeException e) {
            log.atError().addKeyValue("path", request.path()).setCause(e).log("cannot answer a request");
            return Answer.text(500, "internal error\n");
        }
    }

    private void write(Answer answer, boolean headOnly, String connection) throws IOException {
        StringBuilder head = new StringBuilder(256)
                .append("HTTP/1.1 ")
                .append(answer.status())
                .append(' ')
                .append(Answer.reason(answer.status()))
                .append("\r\nContent-Type: ")
                .append(answer.contentType())
                .append("\r\nContent-Length: ")
                .append(answer.body().length)
                .append("\r\nDate: ")
                .append(date.now())
                .append("\r\n");
        for (Map.Entry<String, String> header : answer.headers().entrySet()) {
            head.append(header.getKey()).append(": ").append(header.getValue()).append("\r\n");
        }
        // said in any case: a client of HTTP/1.0 waits for the end of the connection otherwise
        head.append("Connection: ").append(connection).append("\r\n\r\n");
        // one write: head and body in one packet, and no waiting for an acknowledgement between them
        byte[] headBytes = head.toString().getBytes(ISO_8859_1);
        int bodyBytes = headOnly ? 0 : answer.body().length;
        byte[] message = new byte[headBytes.length + bodyBytes];
        System.arraycopy(headBytes, 0, message, 0, headBytes.length);
        System.arraycopy(answer.body(), 0, message, headBytes.length, bodyBytes);
        out.write(message);
        out.flush();
    }

    /// Lets no further request begin.
    ///
    /// @return whether it waits for one, so that it can be closed
    boolean end() {
        ending = true;
        return idle;
    }
}
