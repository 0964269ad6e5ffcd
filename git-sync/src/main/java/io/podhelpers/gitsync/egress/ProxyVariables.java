package io.podhelpers.gitsync.egress;

import java.io.IOException;
import java.net.Authenticator;
import java.net.PasswordAuthentication;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The proxies that the environment names, as git reads it: `https_proxy` for https, `http_proxy` for http, `all_proxy`
/// for both, `no_proxy` for what is reached without. The same in capitals, but the lower-case one is looked at first;
/// `HTTP_PROXY` is not read, as in curl: a web server hands it to its scripts from a request's header.
///
/// What goes over ssh or to a file knows no proxy. Any thread.
public final class ProxyVariables extends ProxySelector {
    private static final Logger log = LoggerFactory.getLogger(ProxyVariables.class);
    private static final List<Proxy> DIRECT = List.of(Proxy.NO_PROXY);

    private final @Nullable ProxyAddress forHttp;
    private final @Nullable ProxyAddress forHttps;
    private final NoProxy direct;

    private ProxyVariables(@Nullable ProxyAddress forHttp, @Nullable ProxyAddress forHttps, NoProxy direct) {
        this.forHttp = forHttp;
        this.forHttps = forHttps;
        this.direct = direct;
    }

    /// Those of an environment.
    ///
    /// @throws io.podhelpers.runtime.UserError for a proxy that cannot be used
    public static ProxyVariables of(Map<String, String> environment) {
        return new ProxyVariables(
                first(environment, "http_proxy", "all_proxy", "ALL_PROXY"),
                first(environment, "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"),
                NoProxy.parse(environment.getOrDefault("no_proxy", environment.getOrDefault("NO_PROXY", ""))));
    }

    private static @Nullable ProxyAddress first(Map<String, String> environment, String... names) {
        return Stream.of(names)
                .filter(name -> !environment.getOrDefault(name, "").isEmpty())
                .findFirst()
                .map(name -> ProxyAddress.parse(name, environment.getOrDefault(name, "")))
                .orElse(null);
    }

    /// Makes these the proxies of the whole process, if there are any; before its first connection.
    public void install() {
        allowPasswords();
        boolean hasProxies = forHttp != null || forHttps != null;
        if (hasProxies || !direct.isEmpty()) {
            ProxySelector.setDefault(this);
        }
        if (hasProxies) {
            tellPasswords();
        }
    }

    private void tellPasswords() {
        Authenticator.setDefault(new Authenticator() {
            @Override
            protected @Nullable PasswordAuthentication getPasswordAuthentication() {
                return getRequestorType() == RequestorType.PROXY
                        ? login(getRequestingHost(), getRequestingPort())
                        : null;
            }
        });
        log.atInfo()
                .addKeyValue("http", forHttp)
                .addKeyValue("https", forHttps)
                .log("using the proxies that the environment names");
    }

    // the JDK's clients keep a password from a proxy that is asked for a tunnel unless told otherwise; git does not
    private static void allowPasswords() {
        System.setProperty("jdk.http.auth.tunneling.disabledSchemes", "");
    }

    private @Nullable PasswordAuthentication login(String host, int port) {
        return Stream.of(Optional.ofNullable(forHttp), Optional.ofNullable(forHttps))
                .flatMap(Optional::stream)
                .filter(proxy -> proxy.isAt(host, port))
                .map(ProxyAddress::login)
                .findFirst()
                .orElse(null);
    }

    @Override
    public List<Proxy> select(URI uri) {
        String host = uri.getHost();
        ProxyAddress proxy = of(uri.getScheme());
        return proxy == null || host == null || direct.has(host) ? DIRECT : List.of(proxy.proxy());
    }

    /// Whether `no_proxy` names a server: it is reached without the process's proxies and without that of `http.proxy`,
    /// too, as git does.
    ///
    /// @param host its name or address as the URL has it
    public static boolean leaveOut(String host) {
        return ProxySelector.getDefault() instanceof ProxyVariables installed && installed.direct.has(host);
    }

    private @Nullable ProxyAddress of(String scheme) {
        return switch (scheme.toLowerCase(Locale.ROOT)) {
            case "http" -> forHttp;
            case "https" -> forHttps;
            default -> null; // of sockets, which are asked for, too
        };
    }

    @Override
    public void connectFailed(URI uri, SocketAddress proxy, IOException problem) {
        log.atWarn()
                .addKeyValue("proxy", proxy)
                .addKeyValue("reason", problem.getMessage())
                .log("the proxy is not reached");
    }
}
