package io.podhelpers.nginxexporter.nginx;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import javax.net.ssl.SSLSocket;

/// One established connection to nginx, plain or TLS; one request at a time. Closing it from another thread ends a
/// blocked read.
final class NginxConnection implements Closeable {
    private final SocketChannel channel;
    private final OutputStream out;
    private final HttpResponseReader answers;

    private NginxConnection(SocketChannel channel, InputStream in, OutputStream out, int mostBodyBytes) {
        this.channel = channel;
        this.out = out;
        this.answers = new HttpResponseReader(in, mostBodyBytes);
    }

    static NginxConnection plain(SocketChannel channel, int mostBodyBytes) {
        return new NginxConnection(
                channel, Channels.newInputStream(channel), Channels.newOutputStream(channel), mostBodyBytes);
    }

    static NginxConnection secured(SocketChannel channel, SSLSocket socket, int mostBodyBytes) throws IOException {
        return new NginxConnection(channel, socket.getInputStream(), socket.getOutputStream(), mostBodyBytes);
    }

    HttpResponse exchange(byte[] request) throws IOException, ScrapeException {
        out.write(request);
        out.flush();
        return answers.read();
    }

    /// At once: no TLS farewell, which could block.
    @Override
    public void close() throws IOException {
        channel.close();
    }
}
