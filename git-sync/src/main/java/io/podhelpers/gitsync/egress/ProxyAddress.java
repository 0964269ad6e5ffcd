package io.podhelpers.gitsync.egress;

import io.podhelpers.runtime.UserError;
import java.net.Authenticator;
import java.net.InetSocketAddress;
import java.net.PasswordAuthentication;
import java.net.Proxy;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A proxy as curl's variables and git's `http.proxy` write it: `[scheme://][user[:password]@]host[:port]`, by default
/// an http proxy on port 1080 (curl(1), `--proxy`).
///
/// @param login what the proxy may ask for, or none
public record ProxyAddress(
        Proxy.Type type, String host, int port, @Nullable PasswordAuthentication login) {
    private static final int USUAL_PORT = 1080;

    /// Reads an address.
    ///
    /// @param setting names the text in an error; the text itself may hold a password and is never shown
    public static ProxyAddress parse(String setting, String text) {
        try {
            URI uri = new URI(text.contains("://") ? text : "http://" + text);
            if (uri.getHost() == null) {
                throw new UserError(setting + ": no host in it (expected: http://host:port)");
            }
            int port = uri.getPort() < 0 ? USUAL_PORT : uri.getPort();
            return new ProxyAddress(
                    type(setting, uri.getScheme().toLowerCase(Locale.ROOT)),
                    uri.getHost().replaceAll("[\\[\\]]", ""),
                    port,
                    login(uri.getRawUserInfo()));
        } catch (URISyntaxException e) {
            throw new UserError(setting + ": not a URL (expected: http://host:port)", e);
        }
    }

    private static Proxy.Type type(String setting, String scheme) {
        return switch (scheme) {
            case "http" -> Proxy.Type.HTTP;
            case "socks", "socks4", "socks4a", "socks5", "socks5h" -> Proxy.Type.SOCKS;
            default -> throw new UserError(setting + ": scheme " + scheme + " (expected: http or socks5)");
        };
    }

    private static @Nullable PasswordAuthentication login(@Nullable String userInfo) {
        if (userInfo == null || userInfo.isEmpty()) {
            return null;
        }
        int colon = userInfo.indexOf(':');
        String user = colon < 0 ? userInfo : userInfo.substring(0, colon);
        String password = colon < 0 ? "" : userInfo.substring(colon + 1);
        return new PasswordAuthentication(decoded(user), decoded(password).toCharArray());
    }

    // a plus is a plus outside of forms
    private static String decoded(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    /// Its name is looked up again for each connection.
    public Proxy proxy() {
        return new Proxy(type, new InetSocketAddress(host, port));
    }

    /// Whether a proxy that asks for a password is this one.
    boolean isAt(@Nullable String askingHost, int askingPort) {
        return host.equalsIgnoreCase(askingHost) && port == askingPort;
    }

    /// Tells this proxy, and nobody else, the password.
    public Authenticator authenticator() {
        return new Authenticator() {
            @Override
            protected @Nullable PasswordAuthentication getPasswordAuthentication() {
                boolean ours =
                        getRequestorType() == RequestorType.PROXY && isAt(getRequestingHost(), getRequestingPort());
                return ours ? login : null;
            }
        };
    }

    @Override
    public String toString() {
        return type + " " + host + ":" + port;
    }
}
