package io.podhelpers.nginxexporter.web;

import io.podhelpers.nginxexporter.web.WebConfig.ClientAuth;
import io.podhelpers.nginxexporter.web.WebConfig.Source;
import io.podhelpers.runtime.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/// Reads the web configuration format of the Prometheus exporter toolkit; an unknown or unusable field is refused.
final class WebConfigReader {
    private static final Pattern BCRYPT = Pattern.compile("\\$2[abxy]?\\$\\d\\d\\$[./A-Za-z0-9]{53}");
    private static final Set<String> SETTABLE_HEADERS = Set.of(
            "Strict-Transport-Security",
            "X-Content-Type-Options",
            "X-Frame-Options",
            "X-XSS-Protection",
            "Content-Security-Policy");
    private static final List<String> VERSIONS = List.of("TLS10", "TLS11", "TLS12", "TLS13");
    private static final List<String> PROTOCOLS = List.of("TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3");
    private static final Map<String, String> GROUPS = Map.of(
            "CurveP256", "secp256r1",
            "CurveP384", "secp384r1",
            "CurveP521", "secp521r1",
            "X25519", "x25519");

    private final Path file;
    private final String where;

    private WebConfigReader(Path file) {
        this.file = file;
        this.where = "--web.config.file: " + file;
    }

    /// @throws UserError with file, field, got and expected
    static WebConfig read(Path file) {
        return new WebConfigReader(file).read();
    }

    private WebConfig read() {
        Map<String, Object> root = section("(file)", load());
        allow("", root, "tls_server_config", "http_server_config", "basic_auth_users");
        Map<String, Object> tls = section("tls_server_config", root.get("tls_server_config"));
        Map<String, Object> http = section("http_server_config", root.get("http_server_config"));
        allow("http_server_config.", http, "http2", "headers");
        return new WebConfig(
                tls.isEmpty() ? Optional.empty() : Optional.of(tls(tls)),
                headers(section("http_server_config.headers", http.get("headers"))),
                users(section("basic_auth_users", root.get("basic_auth_users"))));
    }

    private @Nullable Object load() {
        try {
            String text = Files.readString(file);
            return new Load(LoadSettings.builder().build()).loadFromString(text);
        } catch (IOException e) {
            throw new UserError(
                    where + ": cannot be read: " + e.getClass().getSimpleName() + " (expected: a YAML file)", e);
        } catch (YamlEngineException e) {
            throw new UserError(where + ": not YAML: " + e.getMessage(), e);
        }
    }

    private WebConfig.Tls tls(Map<String, Object> tls) {
        allow(
                "tls_server_config.",
                tls,
                "cert_file",
                "key_file",
                "cert",
                "key",
                "client_auth_type",
                "client_ca_file",
                "client_ca",
                "client_allowed_sans",
                "min_version",
                "max_version",
                "cipher_suites",
                "prefer_server_cipher_suites",
                "curve_preferences");
        Optional<Source> certificate = source(tls, "cert");
        Optional<Source> key = source(tls, "key");
        if (certificate.isEmpty() || key.isEmpty()) {
            throw new UserError(where + ": tls_server_config: certificate or key is missing (expected: cert_file and"
                    + " key_file)");
        }
        ClientAuth clientAuth = clientAuth(text(tls, "client_auth_type").orElse(""));
        Optional<Source> authority = source(tls, "client_ca");
        if (authority.isPresent() && clientAuth == ClientAuth.NO_CLIENT_CERT) {
            throw new UserError(where + ": tls_server_config: client_ca_file without client_auth_type (expected:"
                    + " RequireAndVerifyClientCert or VerifyClientCertIfGiven)");
        }
        if (authority.isEmpty() && clientAuth.verifies()) {
            throw new UserError(
                    where + ": tls_server_config: client_auth_type " + clientAuth.text() + " without client_ca_file");
        }
        return new WebConfig.Tls(
                certificate.get(),
                key.get(),
                clientAuth,
                authority,
                texts(tls, "client_allowed_sans"),
                protocols(tls),
                texts(tls, "cipher_suites").stream()
                        .map(WebConfigReader::jdkName)
                        .toList(),
                !"false".equals(text(tls, "prefer_server_cipher_suites").orElse("true")),
                texts(tls, "curve_preferences").stream().map(this::group).toList());
    }

    private Optional<Source> source(Map<String, Object> tls, String name) {
        Optional<String> path = text(tls, name + "_file");
        Optional<String> inline = text(tls, name);
        if (path.isPresent() && inline.isPresent()) {
            throw new UserError(where + ": tls_server_config: both " + name + " and " + name + "_file (expected: one)");
        }
        return path.<Source>map(given -> new Source.InFile(file.resolveSibling(given)))
                .or(() -> inline.map(Source.Inline::new));
    }

    private ClientAuth clientAuth(String text) {
        if (text.isEmpty()) {
            return ClientAuth.NO_CLIENT_CERT;
        }
        return Stream.of(ClientAuth.values())
                .filter(value -> value.text().equals(text))
                .findFirst()
                .orElseThrow(() -> new UserError(where + ": tls_server_config.client_auth_type: '" + text
                        + "' (expected: one of "
                        + Stream.of(ClientAuth.values()).map(ClientAuth::text).toList() + ")"));
    }

    private List<String> protocols(Map<String, Object> tls) {
        int first = version(tls, "min_version", "TLS12");
        int last = version(tls, "max_version", "TLS13");
        if (first > last) {
            throw new UserError(where + ": tls_server_config: min_version is above max_version");
        }
        return PROTOCOLS.subList(first, last + 1);
    }

    private int version(Map<String, Object> tls, String field, String fallback) {
        String text = text(tls, field).orElse(fallback);
        int index = VERSIONS.indexOf(text);
        if (index < 0) {
            throw new UserError(
                    where + ": tls_server_config." + field + ": '" + text + "' (expected: one of " + VERSIONS + ")");
        }
        return index;
    }

    private String group(String goName) {
        String name = GROUPS.get(goName);
        if (name == null) {
            throw new UserError(where + ": tls_server_config.curve_preferences: '" + goName + "' (expected: of "
                    + GROUPS.keySet().stream().sorted().toList() + ")");
        }
        return name;
    }

    /// Go leaves the hash out of the two names of ChaCha20.
    private static String jdkName(String goName) {
        return goName.endsWith("_WITH_CHACHA20_POLY1305") ? goName + "_SHA256" : goName;
    }

    private SortedMap<String, String> headers(Map<String, Object> section) {
        SortedMap<String, String> headers = new TreeMap<>();
        section.forEach((name, value) -> {
            if (!SETTABLE_HEADERS.contains(name)) {
                throw new UserError(where + ": http_server_config.headers: '" + name + "' cannot be set (expected: of "
                        + SETTABLE_HEADERS.stream().sorted().toList() + ")");
            }
            String text = String.valueOf(value);
            if (text.chars().anyMatch(c -> c < ' ')) {
                throw new UserError(where + ": http_server_config.headers." + name + ": a control character in it");
            }
            headers.put(name, text);
        });
        return headers;
    }

    private Map<String, String> users(Map<String, Object> section) {
        SortedMap<String, String> users = new TreeMap<>();
        section.forEach((name, value) -> {
            String hash = String.valueOf(value);
            if (!BCRYPT.matcher(hash).matches()) {
                throw new UserError(where + ": basic_auth_users." + name + ": not a bcrypt hash (expected: $2y$…)");
            }
            users.put(name, hash);
        });
        return users;
    }

    private Map<String, Object> section(String name, @Nullable Object value) {
        if (value == null) {
            return Map.of();
        }
        if (!(value instanceof Map<?, ?> map)) {
            throw new UserError(where + ": " + name + ": expected a mapping");
        }
        Map<String, Object> section = new TreeMap<>();
        map.forEach((key, entry) -> {
            if (entry != null) {
                section.put(String.valueOf(key), entry);
            }
        });
        return section;
    }

    private void allow(String prefix, Map<String, Object> section, String... names) {
        List<String> known = List.of(names);
        for (String name : section.keySet()) {
            if (!known.contains(name)) {
                throw new UserError(where + ": unknown field " + prefix + name + " (expected: one of " + known + ")");
            }
        }
    }

    private static Optional<String> text(Map<String, Object> section, String name) {
        return Optional.ofNullable(section.get(name)).map(String::valueOf).filter(text -> !text.isEmpty());
    }

    private List<String> texts(Map<String, Object> section, String name) {
        Object value = section.getOrDefault(name, List.of());
        if (!(value instanceof List<?> list)) {
            throw new UserError(where + ": tls_server_config." + name + ": expected a list");
        }
        return list.stream().map(String::valueOf).toList();
    }
}
