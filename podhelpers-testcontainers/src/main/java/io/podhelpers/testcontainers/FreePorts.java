package io.podhelpers.testcontainers;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/// Ports for this project's own tests of processes that have to be told where to listen.
///
/// The kernel's own choice (port 0) lies in the range that it also takes the ports of outgoing connections and of
/// published container ports from, and may be in use again by the time it is listened on; it may even be chosen twice.
/// These lie below that range (`net.ipv4.ip_local_port_range`, from 32768), and a process gets each of them once.
public final class FreePorts {
    private static final int FIRST = 20_000;
    private static final int COUNT = 12_000;

    /// The one state that all tests of a process share, since what they must not get twice is shared as well. It begins
    /// anywhere, so that processes that run side by side seldom try the same ones.
    private static final AtomicInteger NEXT =
            new AtomicInteger(ThreadLocalRandom.current().nextInt(COUNT));

    private FreePorts() {}

    /// A port of the loopback address on which nobody listens.
    public static int next() throws IOException {
        return next(InetAddress.getLoopbackAddress());
    }

    /// A port of that address on which nobody listens.
    public static int next(InetAddress address) throws IOException {
        for (int i = 0; i < COUNT; i++) {
            int port = FIRST + Math.floorMod(NEXT.getAndIncrement(), COUNT);
            if (isFree(new InetSocketAddress(address, port))) {
                return port;
            }
        }
        throw new IOException("no free port from " + FIRST + " to " + (FIRST + COUNT - 1) + " on " + address);
    }

    private static boolean isFree(InetSocketAddress address) throws IOException {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(address);
            return true;
        } catch (BindException _) {
            return false;
        }
    }
}
