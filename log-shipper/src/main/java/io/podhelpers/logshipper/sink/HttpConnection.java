package io.podhelpers.logshipper.sink;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/// One connection to the receiver, for one request after the other. [#close] may be called by any thread.
final class HttpConnection implements Closeable {
    private static final int HTTP = 80;
    private static final int HTTPS = 443;

    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;
    private final Duration timeout;
    private final int bodyKept;
    private final ScheduledExecutorService alarms;

    private HttpConnection(Socket socket, Duration timeout, int bodyKept, ScheduledExecutorService alarms)
            throws IOException {
        this.socket = socket;
        this.timeout = timeout;
        this.bodyKept = bodyKept;
        this.alarms = alarms;
        this.in = new BufferedInputStream(socket.getInputStream());
        this.out = socket.getOutputStream();
    }

    /// @param tls nothing for plain HTTP
    /// @param alarms closes the socket when a write takes longer than the timeout, which sockets know only for
    /// reads
    static HttpConnection open(
            URI url, @Nullable SSLContext tls, Duration timeout, int bodyKept, ScheduledExecutorService alarms)
            throws IOException {
        int port = url.getPort() >= 0 ? url.getPort() : tls == null ? HTTP : HTTPS;
        String host = host(url);
        Socket plain = new Socket();
        try {
            int millis = Math.toIntExact(timeout.toMillis());
            plain.connect(new InetSocketAddress(host, port), millis);
            plain.setTcpNoDelay(true);
            plain.setSoTimeout(millis);
            Socket socket = tls == null ? plain : handshake(plain, tls, host, port);
            return new HttpConnection(socket, timeout, bodyKept, alarms);
        } catch (IOException | RuntimeException e) {
            plain.close();
            throw e;
        }
    }

    static String host(URI url) {
        String host = url.getHost();
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    private static Socket handshake(Socket plain, SSLContext tls, String host, int port) throws IOException {
        SSLSocket socket = (SSLSocket) tls.getSocketFactory().createSocket(plain, host, port, true);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        return socket;
    }

    /// Sends a request and reads the answer to its end.
    HttpAnswer exchange(byte[] head, byte[] body, int from, int to) throws IOException {
        AtomicBoolean late = new AtomicBoolean();
        ScheduledFuture<?> alarm = alarms.schedule(() -> ring(late), timeout.toMillis(), TimeUnit.MILLISECONDS);
        try {
            out.write(head);
            out.write(body, from, to - from);
            out.flush();
        } catch (IOException e) {
            throw late.get() ? new SocketTimeoutException("the receiver does not read") : e;
        } finally {
            alarm.cancel(false);
        }
        // each read has the timeout; a receiver that answers a byte at a time is bounded as well
        ScheduledFuture<?> answer = alarms.schedule(() -> ring(late), 2 * timeout.toMillis(), TimeUnit.MILLISECONDS);
        try {
            return HttpAnswer.read(in, bodyKept);
        } catch (IOException e) {
            throw late.get() ? new SocketTimeoutException("the answer does not end") : e;
        } finally {
            answer.cancel(false);
        }
    }

    private void ring(AtomicBoolean late) {
        late.set(true);
        close();
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            // it is of no use any more, whatever its end was
        }
    }
}
