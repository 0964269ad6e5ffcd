package io.podhelpers.nginxexporter.web;

import io.podhelpers.runtime.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// TLS, users and headers by the web configuration, read again when one of its files has changed.
///
/// Looked at once a second at most, when somebody connects or asks. A file that cannot be used any more is logged, and
/// what was read before stays in force. Any thread.
public final class WebSecurity implements Handler {
    private static final Logger log = LoggerFactory.getLogger(WebSecurity.class);
    private static final long LOOK_EVERY_MILLIS = 1000;
    /// They say nothing that is secret, and the kubelet that asks them knows no password.
    private static final Set<String> OPEN_TO_ALL = Set.of("/healthz", "/livez", "/readyz");

    private record State(
            WebConfig config, Optional<ServerTls> tls, BasicAuth users, List<Path> files, List<FileTime> times) {}

    private final WebConfigSource source;
    private final Handler next;
    private final InstantSource clock;
    private volatile State state;
    private volatile long lookedAt;

    /// @param next who answers what is let in
    /// @throws UserError if the file cannot be used
    public WebSecurity(WebConfigSource source, Handler next, InstantSource clock) {
        this.source = source;
        this.next = next;
        this.clock = clock;
        this.state = load(source);
        this.lookedAt = clock.millis();
    }

    /// Whether TLS is spoken; a change of that needs a restart.
    public boolean isTls() {
        return state.tls.isPresent();
    }

    ServerTls tls() {
        return current().tls.orElseThrow();
    }

    @Override
    public Answer answer(Request request) {
        State now = current();
        boolean admitted = OPEN_TO_ALL.contains(request.path()) || now.users.admits(request.header("authorization"));
        Answer answer = admitted
                ? next.answer(request)
                : Answer.text(401, "Unauthorized\n").with("WWW-Authenticate", "Basic");
        for (Map.Entry<String, String> header : now.config.headers().entrySet()) {
            answer = answer.with(header.getKey(), header.getValue());
        }
        return answer;
    }

    private State current() {
        long now = clock.millis();
        if (now - lookedAt < LOOK_EVERY_MILLIS) {
            return state;
        }
        return look(now);
    }

    private synchronized State look(long now) {
        if (now - lookedAt < LOOK_EVERY_MILLIS) {
            return state;
        }
        lookedAt = now;
        State old = state;
        if (times(old.files).equals(old.times)) {
            return old;
        }
        try {
            State fresh = load(source);
            if (fresh.tls.isPresent() == old.tls.isPresent()) {
                state = fresh;
                log.atInfo().addKeyValue("source", source).log("read the web configuration again");
            } else {
                state = withTimesOf(old);
                log.atWarn().addKeyValue("source", source).log("TLS is switched by a restart only");
            }
        } catch (UserError e) {
            state = withTimesOf(old);
            log.atWarn().addKeyValue("problem", e.getMessage()).log("keeping the web configuration read before");
        }
        return state;
    }

    private static State withTimesOf(State old) {
        return new State(old.config, old.tls, old.users, old.files, times(old.files));
    }

    private static State load(WebConfigSource source) {
        List<Path> files = new ArrayList<>();
        WebConfig config = switch (source) {
            case WebConfigSource.InFile in -> {
                files.add(in.file());
                yield WebConfigReader.read(in.file());
            }
            case WebConfigSource.Certificate only -> WebConfig.tlsWith(only.certificate(), only.key());
        };
        config.tls().ifPresent(tls -> {
            tls.certificate().path().ifPresent(files::add);
            tls.key().path().ifPresent(files::add);
            tls.clientAuthority().flatMap(WebConfig.Source::path).ifPresent(files::add);
        });
        List<FileTime> times = times(files);
        return new State(config, config.tls().map(ServerTls::new), new BasicAuth(config.users()), files, times);
    }

    private static List<FileTime> times(List<Path> files) {
        return files.stream().map(WebSecurity::time).toList();
    }

    private static FileTime time(Path file) {
        try {
            return Files.getLastModifiedTime(file);
        } catch (IOException e) {
            return FileTime.fromMillis(0); // just now replaced
        }
    }
}
