package io.podhelpers.nginxexporter;

import io.podhelpers.nginxexporter.nginx.ScrapeTarget;
import io.podhelpers.nginxexporter.nginx.ScrapeTarget.Endpoint;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;

/// Which targets `/probe` may be asked for: otherwise it would fetch any address for anybody.
///
/// A rule is a host (`nginx`, `nginx:8080`), a domain (`*.example.org`, `*` for any), a network of IP addresses
/// (`10.0.0.0/8`,
/// for targets given by address) or a unix socket (`unix:/run/nginx.sock`).
record ProbeAllowList(List<Predicate<ScrapeTarget>> rules) {
    static ProbeAllowList of(List<String> texts) {
        return new ProbeAllowList(texts.stream().map(ProbeAllowList::rule).toList());
    }

    boolean isOff() {
        return rules.isEmpty();
    }

    boolean allows(ScrapeTarget target) {
        return rules.stream().anyMatch(rule -> rule.test(target));
    }

    /// @throws IllegalArgumentException with what was got and what was expected
    private static Predicate<ScrapeTarget> rule(String text) {
        if (text.startsWith("unix:/")) {
            Path allowed = Path.of(text.substring("unix:".length())).normalize();
            return target -> target.endpoint() instanceof Endpoint.Unix unix
                    && Path.of(unix.socket()).normalize().equals(allowed);
        }
        if (text.matches("[0-9a-fA-F.:]+/\\d{1,3}")) {
            return network(text);
        }
        if (!text.matches("(\\*|(\\*\\.)?[A-Za-z0-9._-]+|\\[[0-9a-fA-F:.]+])(:\\d{1,5})?")) {
            throw new IllegalArgumentException("'" + text
                    + "' (expected: host, host:port, *.domain, *, an IP network such as 10.0.0.0/8 or unix:/path)");
        }
        int colon = text.endsWith("]") ? -1 : text.lastIndexOf(':');
        String host = (colon < 0 ? text : text.substring(0, colon))
                .replaceAll("^\\[|]$", "")
                .toLowerCase(Locale.ROOT);
        int port = colon < 0 ? 0 : Integer.parseInt(text.substring(colon + 1));
        return target -> target.endpoint() instanceof Endpoint.Tcp tcp
                && (port == 0 || port == tcp.port())
                && hostMatches(host, tcp.host().toLowerCase(Locale.ROOT));
    }

    private static boolean hostMatches(String pattern, String host) {
        return pattern.equals("*")
                || (pattern.startsWith("*.") ? host.endsWith(pattern.substring(1)) : host.equals(pattern));
    }

    private static Predicate<ScrapeTarget> network(String text) {
        int slash = text.indexOf('/');
        byte[] network = address(text.substring(0, slash));
        int prefix = Integer.parseInt(text.substring(slash + 1));
        if (network.length == 0 || prefix > network.length * 8) {
            throw new IllegalArgumentException("'" + text + "' (expected: an IP network such as 10.0.0.0/8)");
        }
        int rest = network.length * 8 - prefix;
        BigInteger expected = new BigInteger(1, network).shiftRight(rest);
        return target -> {
            byte[] address = target.endpoint() instanceof Endpoint.Tcp tcp ? address(tcp.host()) : new byte[0];
            return address.length == network.length
                    && new BigInteger(1, address).shiftRight(rest).equals(expected);
        };
    }

    /// The bytes of an address that is written out; none for a name, which is not looked up here.
    private static byte[] address(String host) {
        if (!host.matches("\\d+\\.\\d+\\.\\d+\\.\\d+|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*")) {
            return new byte[0];
        }
        try {
            return InetAddress.getByName(host).getAddress();
        } catch (UnknownHostException e) {
            return new byte[0];
        }
    }
}
