package io.podhelpers.gitsync;

import io.podhelpers.gitsync.credentials.IssuedLogin;
import io.podhelpers.gitsync.http.GitConnections;
import io.podhelpers.gitsync.http.KeptConnection;
import io.podhelpers.gitsync.http.ShortAnswer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectIdRef;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.transport.HttpConfig;
import org.eclipse.jgit.transport.PacketLineIn;
import org.eclipse.jgit.transport.PacketLineOut;
import org.eclipse.jgit.transport.URIish;
import org.eclipse.jgit.transport.UserAgent;
import org.eclipse.jgit.transport.http.HttpConnection;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Asks a git server over http what a ref stands for in one request, at a fraction of the cost of a [RemoteSession]:
/// protocol 2 needs no greeting before `ls-refs` (gitprotocol-v2).
///
/// Only ever a shortcut for a pass that finds nothing new. Whatever comes but a plain list of refs (a redirect, a
/// refusal, an older server) is no answer, and the probe stays quiet until [#tryAgain]. One thread.
final class TipProbe implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(TipProbe.class);
    private static final String REQUEST_TYPE = "application/x-git-upload-pack-request";
    private static final String ANSWER_TYPE = "application/x-git-upload-pack-result";
    private static final int ID_LENGTH = 40;

    private final Config config;
    private final RemoteAccess access;
    private final @Nullable URIish remote;
    private final KeptConnection connection = new KeptConnection();
    private @Nullable HttpConfig http;
    private boolean useless;

    /// @param remote null where there is nothing to ask over http
    private TipProbe(Config config, RemoteAccess access, @Nullable URIish remote) {
        this.config = config;
        this.access = access;
        this.remote = remote;
    }

    static TipProbe of(Config config, RemoteAccess access, String url) {
        try {
            URIish uri = new URIish(url);
            boolean overHttp = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
            return new TipProbe(config, access, overHttp ? uri : null);
        } catch (URISyntaxException e) {
            // whoever connects says so
            return new TipProbe(config, access, null);
        }
    }

    /// The remote was talked to in the usual way: perhaps it understands us now.
    void tryAgain() {
        useless = false;
    }

    /// What the request stands for now, if the remote says so in one answer.
    Optional<ObjectId> ask(RefRequest request, PassLimit limit) {
        if (remote == null || useless) {
            return Optional.empty();
        }
        try {
            Optional<ObjectId> tip = request.find(refs(remote, request, limit)).map(Ref::getObjectId);
            useless = tip.isEmpty();
            return tip;
        } catch (IOException | URISyntaxException | IllegalArgumentException | IndexOutOfBoundsException e) {
            useless = true;
            log.atDebug().addKeyValue("reason", e.toString()).log("the remote does not answer in one request");
            return Optional.empty();
        }
    }

    private Map<String, Ref> refs(URIish uri, RefRequest request, PassLimit limit)
            throws IOException, URISyntaxException {
        URI url = new URI(uri + "/git-upload-pack");
        GitConnections connections = access.connections(config);
        if (!connections.isDirect(url.toURL())) {
            throw new IOException("there is a proxy in between");
        }
        HttpConfig settings = http == null ? new HttpConfig(config, uri) : http;
        http = settings;
        KeptConnection.Peer peer = connections.peer(url.toURL(), settings.isSslVerify());
        byte[] question = question(request);
        byte[] head = head(url, settings, connections.cookies(url), question.length);
        byte[] all = Arrays.copyOf(head, head.length + question.length);
        System.arraycopy(question, 0, all, head.length, question.length);
        ShortAnswer answer = connection.ask(peer, all, limit.seconds() * 1000);
        if (answer.status() != HttpConnection.HTTP_OK
                || !answer.header("content-type").equals(ANSWER_TYPE)
                || !answer.header("content-encoding").isEmpty()) {
            throw new IOException("status " + answer.status() + ", " + answer.header("content-type"));
        }
        return read(answer.body());
    }

    private byte[] head(URI url, HttpConfig settings, String cookies, int length) throws IOException {
        StringBuilder head = new StringBuilder(512);
        head.append("POST ").append(url.getRawPath()).append(" HTTP/1.1\r\n");
        add(head, "Host", url.getHost() + (url.getPort() < 0 ? "" : ":" + url.getPort()));
        String agent = settings.getUserAgent();
        add(head, "User-Agent", agent == null ? UserAgent.get() : agent);
        add(head, "Git-Protocol", "version=2");
        add(head, "Content-Type", REQUEST_TYPE);
        add(head, "Accept", ANSWER_TYPE);
        add(head, "Content-Length", Integer.toString(length));
        for (String header : settings.getExtraHeaders()) {
            int colon = header.indexOf(':');
            if (colon > 0) {
                add(
                        head,
                        header.substring(0, colon),
                        header.substring(colon + 1).strip());
            }
        }
        if (!cookies.isEmpty()) {
            add(head, "Cookie", cookies);
        }
        Optional<IssuedLogin> login = access.login(url);
        if (login.isPresent()) {
            add(head, "Authorization", basic(login.get()));
        }
        return head.append("\r\n").toString().getBytes(StandardCharsets.UTF_8);
    }

    private static void add(StringBuilder head, String name, String value) throws IOException {
        if (name.indexOf('\n') >= 0 || value.indexOf('\n') >= 0 || value.indexOf('\r') >= 0) {
            throw new IOException("a header of more than one line");
        }
        head.append(name).append(": ").append(value).append("\r\n");
    }

    private static String basic(IssuedLogin login) {
        byte[] pair = (login.username() + ":" + login.password()).getBytes(StandardCharsets.UTF_8);
        return "Basic " + Base64.getEncoder().encodeToString(pair);
    }

    private static byte[] question(RefRequest request) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PacketLineOut out = new PacketLineOut(bytes);
        out.writeString("command=ls-refs\n");
        out.writeDelim();
        for (String candidate : request.candidates()) {
            out.writeString("ref-prefix " + candidate + "\n");
        }
        out.end();
        return bytes.toByteArray();
    }

    /// Each line is `<id> <name>`, and attributes that were not asked for.
    private static Map<String, Ref> read(InputStream in) throws IOException {
        Map<String, Ref> refs = new HashMap<>();
        PacketLineIn lines = new PacketLineIn(in);
        for (String line = lines.readString(); !PacketLineIn.isEnd(line); line = lines.readString()) {
            int end = line.indexOf(' ', ID_LENGTH + 1);
            String name = line.substring(ID_LENGTH + 1, end < 0 ? line.length() : end);
            ObjectId id = ObjectId.fromString(line.substring(0, ID_LENGTH));
            refs.put(name, new ObjectIdRef.Unpeeled(Ref.Storage.NETWORK, name, id));
        }
        return refs;
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (IOException e) {
            log.atDebug().setCause(e).log("the connection for questions could not be closed");
        }
    }
}
