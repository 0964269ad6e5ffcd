package io.podhelpers.logshipper.sink;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.podhelpers.logshipper.parse.JsonBuffer;
import io.podhelpers.logshipper.sink.SendOutcome.Partly;
import io.podhelpers.logshipper.sink.SyslogSettings.Transport;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.BitSet;
import java.util.Optional;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/// RFC 5424 over TCP with octet counting, over TLS or in datagrams.
///
/// Syslog has no acknowledgements. Over TCP and TLS each batch therefore has a connection of its own, and a
/// receiver that ends it in answer to our end has read the whole batch; a batch whose connection ends otherwise is
/// sent again. UDP promises nothing.
public final class SyslogSink implements Sink {
    private static final int LARGEST_DATAGRAM = 65_507;
    private static final int FLUSH_AT = 256 * 1024;
    private static final int EARLY_END_MILLIS = 1;

    private final SyslogSettings settings;
    private final SyslogMessages messages;
    private final @Nullable SSLContext tls;
    private final JsonBuffer frames = new JsonBuffer(64 * 1024);
    private volatile @Nullable Socket connection;
    /// Closes the connection when a write takes too long: sockets know a limit only for reads.
    private final ScheduledThreadPoolExecutor alarms;
    private volatile boolean aborted;

    /// @throws io.podhelpers.runtime.UserError if a certificate cannot be used
    public SyslogSink(SyslogSettings settings) {
        this.settings = settings;
        this.messages = new SyslogMessages(settings.facility(), settings.host(), settings.application());
        this.tls = settings.transport() == Transport.TLS
                ? settings.tls().map(Tls::context).orElseThrow()
                : null;
        this.alarms = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().daemon().name("syslog-alarms").factory());
        alarms.setRemoveOnCancelPolicy(true);
    }

    @Override
    public SendOutcome send(Records records, int first, int end) {
        ScheduledFuture<?> alarm =
                alarms.schedule(this::drop, 4 * settings.timeout().toMillis(), TimeUnit.MILLISECONDS);
        try {
            if (settings.transport() == Transport.UDP) {
                return datagrams(records, first, end);
            }
            stream(records, first, end);
            return SendOutcome.DELIVERED;
        } catch (SocketTimeoutException e) {
            drop();
            return SendOutcome.retry("no answer within " + settings.timeout().toMillis() + "ms");
        } catch (IOException e) {
            drop();
            String message = e.getMessage();
            return SendOutcome.retry(message == null ? e.getClass().getSimpleName() : message);
        } finally {
            alarm.cancel(false);
        }
    }

    private void stream(Records records, int first, int end) throws IOException {
        Socket open = connection;
        if (open == null) {
            open = connect();
            connection = open;
        }
        if (aborted) {
            throw new IOException("time is up");
        }
        frames.truncate(0);
        for (int record = first; record < end; record++) {
            JsonBuffer message = messages.of(records, record);
            frames.put(Integer.toString(message.length()).getBytes(US_ASCII));
            frames.put(' ');
            frames.put(message.array(), 0, message.length());
            if (frames.length() >= FLUSH_AT) {
                open.getOutputStream().write(frames.array(), 0, frames.length());
                frames.truncate(0);
            }
        }
        open.getOutputStream().write(frames.array(), 0, frames.length());
        open.getOutputStream().flush();
        if (settings.confirm()) {
            confirm(open);
        }
    }

    /// Ends our direction and waits for the receiver's end, which it gives when it has read everything.
    private void confirm(Socket open) throws IOException {
        refuseEarlyEnd(open);
        open.shutdownOutput();
        while (open.getInputStream().read() >= 0) {
            // whatever it says
        }
        drop();
    }

    /// An end that came before ours answers nothing: a proxy gives it that has nobody behind it, a receiver that stops.
    /// Behind such an end the socket hides that the bytes were reset, so it has to be looked for before.
    private void refuseEarlyEnd(Socket open) throws IOException {
        int millis = open.getSoTimeout();
        open.setSoTimeout(EARLY_END_MILLIS);
        try {
            while (open.getInputStream().read() >= 0) {
                // whatever it says
            }
        } catch (SocketTimeoutException stillOpen) {
            open.setSoTimeout(millis);
            return;
        }
        throw new IOException("the receiver ended the connection before the batch was whole");
    }

    private Socket connect() throws IOException {
        int millis = Math.toIntExact(settings.timeout().toMillis());
        Socket plain = new Socket();
        try {
            plain.connect(new InetSocketAddress(settings.address(), settings.port()), millis);
            plain.setSoTimeout(millis);
            SSLContext context = tls;
            return context == null ? plain : handshake(plain, context);
        } catch (IOException | RuntimeException e) {
            plain.close();
            throw e;
        }
    }

    private Socket handshake(Socket plain, SSLContext context) throws IOException {
        SSLSocket socket =
                (SSLSocket) context.getSocketFactory().createSocket(plain, settings.address(), settings.port(), true);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        return socket;
    }

    private SendOutcome datagrams(Records records, int first, int end) throws IOException {
        BitSet tooLarge = new BitSet();
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.connect(new InetSocketAddress(settings.address(), settings.port()));
            for (int record = first; record < end; record++) {
                JsonBuffer message = messages.of(records, record);
                if (message.length() > LARGEST_DATAGRAM) {
                    tooLarge.set(record - first);
                } else {
                    socket.send(new DatagramPacket(message.array(), message.length()));
                }
            }
        }
        return tooLarge.isEmpty()
                ? SendOutcome.DELIVERED
                : new Partly(new BitSet(), "", tooLarge, "larger than a datagram", Optional.empty());
    }

    private void drop() {
        Socket open = connection;
        connection = null;
        close(open);
    }

    private static void close(@Nullable Socket socket) {
        try {
            if (socket != null) {
                socket.close();
            }
        } catch (IOException e) {
            // it is of no use any more, whatever its end was
        }
    }

    @Override
    public void abort() {
        aborted = true;
        close(connection);
    }

    @Override
    public String name() {
        return "syslog";
    }

    @Override
    public void close() {
        drop();
        alarms.shutdownNow();
    }
}
