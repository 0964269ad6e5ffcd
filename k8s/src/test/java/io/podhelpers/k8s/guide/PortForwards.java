package io.podhelpers.k8s.guide;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/// Ports of a loopback address of this reader's own, each led to a port somewhere else: what `kubectl port-forward`
/// opens on localhost would meet other programs there.
final class PortForwards implements Closeable {
    private final String address;
    private final Map<Integer, ServerSocket> open = new ConcurrentHashMap<>();
    private final Map<Integer, InetSocketAddress> targets = new ConcurrentHashMap<>();

    PortForwards() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        address = "127." + random.nextInt(1, 255) + "." + random.nextInt(256) + "." + random.nextInt(1, 255);
    }

    String address() {
        return address;
    }

    /// A port that is open already leads to the new place from now on.
    void open(int port, String host, int target) {
        targets.put(port, new InetSocketAddress(host, target));
        open.computeIfAbsent(port, this::listen);
    }

    private ServerSocket listen(int port) {
        try {
            ServerSocket listener = new ServerSocket(port, 50, InetAddress.getByName(address));
            Thread.ofVirtual().name("port " + port).start(() -> acceptUntilClosed(listener, port));
            return listener;
        } catch (IOException e) {
            throw new KubectlException("error: unable to listen on " + address + ":" + port + ": " + e.getMessage());
        }
    }

    private void acceptUntilClosed(ServerSocket listener, int port) {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                Thread.ofVirtual().start(() -> relay(client, port));
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    private void relay(Socket client, int port) {
        try (client;
                Socket server = new Socket()) {
            InetSocketAddress target = targets.get(port);
            if (target == null) {
                return;
            }
            server.connect(target, 10_000);
            Thread back = Thread.ofVirtual().start(() -> copy(server, client));
            copy(client, server);
            back.join();
        } catch (IOException e) {
            return; // either side sees its connection closed
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void copy(Socket from, Socket to) {
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            in.transferTo(out);
            to.shutdownOutput();
        } catch (IOException e) {
            return; // either side sees its connection closed
        }
    }

    @Override
    public void close() throws IOException {
        for (ServerSocket listener : open.values()) {
            listener.close();
        }
    }
}
