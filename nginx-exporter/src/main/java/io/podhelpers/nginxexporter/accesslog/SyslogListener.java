package io.podhelpers.nginxexporter.accesslog;

import io.podhelpers.nginxexporter.accesslog.AccessLogLine.MalformedException;
import io.podhelpers.runtime.ListenAddress;
import io.podhelpers.runtime.UserError;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes `access_log syslog:server=…` datagrams, one thread from socket to counters.
///
/// UDP loses what comes while the kernel's buffer is full; nothing that is sent here can end the exporter.
public final class SyslogListener implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(SyslogListener.class);
    /// nginx cuts its datagrams long before.
    private static final int MOST_DATAGRAM_BYTES = 64 * 1024;
    private static final int KERNEL_BUFFER_BYTES = 1 << 20;

    private final DatagramChannel channel;
    private final AccessLogStats stats;
    private boolean lastWasMalformed;

    /// Binds the port.
    ///
    /// @throws UserError if it is in use
    public SyslogListener(String option, ListenAddress address, AccessLogStats stats) throws IOException {
        this.stats = stats;
        channel = DatagramChannel.open();
        try {
            channel.setOption(StandardSocketOptions.SO_RCVBUF, KERNEL_BUFFER_BYTES);
            channel.bind(address.resolve());
        } catch (IOException e) {
            channel.close();
            throw new UserError(option + ": cannot listen on " + address + ": " + e.getMessage(), e);
        }
    }

    public void start() {
        Thread.ofPlatform().daemon().name("syslog").start(this::receiveAll);
    }

    /// The port that is really bound.
    public int port() throws IOException {
        return ((InetSocketAddress) channel.getLocalAddress()).getPort();
    }

    private void receiveAll() {
        byte[] bytes = new byte[MOST_DATAGRAM_BYTES];
        ByteBuffer datagram = ByteBuffer.wrap(bytes);
        while (channel.isOpen()) {
            try {
                datagram.clear();
                channel.receive(datagram);
                count(bytes, datagram.position());
            } catch (ClosedChannelException e) {
                return;
            } catch (IOException e) {
                log.atWarn().setCause(e).log("cannot receive a datagram");
            }
        }
    }

    private void count(byte[] datagram, int length) {
        try {
            stats.count(AccessLogParser.parse(datagram, length));
            lastWasMalformed = false;
        } catch (MalformedException e) {
            stats.countMalformed();
            if (!lastWasMalformed) {
                log.atWarn().addKeyValue("why", e.getMessage()).log("a datagram is not a line of the access log");
            }
            lastWasMalformed = true;
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
