package io.podhelpers.gitsync.http;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/// A connection to one server for short questions over and over, at a third of what the JDK's own client costs.
///
/// It understands plain answers of HTTP/1.1 alone (RFC 9112): whatever else comes is an error, and the caller has
/// another way. A connection that the server has closed meanwhile is opened again. One thread.
public final class KeptConnection implements AutoCloseable {
    /// Whom to ask.
    ///
    /// @param tls null for plain http
    /// @param verify whether the server's name has to be that in its certificate
    public record Peer(String host, int port, @Nullable SSLSocketFactory tls, boolean verify) {}

    private @Nullable Peer peer;
    private @Nullable Socket socket;

    /// Sends a request and reads its answer.
    ///
    /// @param request head and body
    /// @param timeoutMillis for connecting, and for each wait
    public ShortAnswer ask(Peer whom, byte[] request, int timeoutMillis) throws IOException {
        if (!whom.equals(peer)) {
            close();
        }
        peer = whom;
        Socket kept = socket;
        if (kept != null) {
            try {
                return exchange(kept, request, timeoutMillis);
            } catch (ShortAnswer.NoneException e) {
                close(); // it had been idle for longer than the server likes
            }
        }
        Socket fresh = connect(whom, timeoutMillis);
        socket = fresh;
        return exchange(fresh, request, timeoutMillis);
    }

    private ShortAnswer exchange(Socket open, byte[] request, int timeoutMillis) throws IOException {
        boolean reusable = false;
        try {
            open.setSoTimeout(timeoutMillis);
            send(open, request);
            ShortAnswer answer = ShortAnswer.read(open.getInputStream());
            reusable = answer.keepsConnection();
            return answer;
        } finally {
            if (!reusable) {
                close();
            }
        }
    }

    private static void send(Socket open, byte[] request) throws ShortAnswer.NoneException {
        try {
            OutputStream out = open.getOutputStream();
            out.write(request);
            out.flush();
        } catch (IOException e) {
            throw new ShortAnswer.NoneException(e);
        }
    }

    private static Socket connect(Peer whom, int timeoutMillis) throws IOException {
        Socket plain = new Socket();
        try {
            plain.setTcpNoDelay(true);
            plain.connect(new InetSocketAddress(whom.host(), whom.port()), timeoutMillis);
            SSLSocketFactory tls = whom.tls();
            return tls == null ? plain : secured(plain, whom, tls, timeoutMillis);
        } catch (IOException | RuntimeException e) {
            plain.close();
            throw e;
        }
    }

    private static Socket secured(Socket plain, Peer whom, SSLSocketFactory tls, int timeoutMillis) throws IOException {
        plain.setSoTimeout(timeoutMillis);
        SSLSocket secured = (SSLSocket) tls.createSocket(plain, whom.host(), whom.port(), true);
        if (whom.verify()) {
            SSLParameters parameters = secured.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            secured.setSSLParameters(parameters);
        }
        secured.startHandshake();
        return secured;
    }

    @Override
    public void close() throws IOException {
        Socket open = socket;
        socket = null;
        if (open != null) {
            open.close();
        }
    }
}
