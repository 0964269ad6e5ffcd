package io.podhelpers.nginxexporter.nginx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.podhelpers.nginxexporter.nginx.ScrapeTarget.Endpoint;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ScrapeTargetTest {
    @Test
    void readsHttpAndHttps() {
        assertThat(ScrapeTarget.parse("http://nginx:8080/stub_status?x=1"))
                .isEqualTo(new ScrapeTarget(
                        "http://nginx:8080/stub_status?x=1",
                        new Endpoint.Tcp("nginx", 8080, false),
                        "nginx:8080",
                        "/stub_status?x=1",
                        Optional.empty()));
        assertThat(ScrapeTarget.parse("https://[::1]"))
                .isEqualTo(new ScrapeTarget(
                        "https://[::1]", new Endpoint.Tcp("::1", 443, true), "[::1]", "/", Optional.empty()));
    }

    @Test
    void readsAUnixSocketWithAndWithoutAPath() {
        ScrapeTarget withPath = ScrapeTarget.parse("unix:/run/nginx.sock:/stub_status");
        assertThat(withPath.endpoint()).isEqualTo(new Endpoint.Unix("/run/nginx.sock"));
        assertThat(withPath.path()).isEqualTo("/stub_status");
        assertThat(ScrapeTarget.parse("unix:/run/nginx.sock").path()).isEqualTo("/");
    }

    @Test
    void sendsTheUrisPasswordButNeverShowsIt() {
        ScrapeTarget target = ScrapeTarget.parse("http://joe:secret@nginx/status");
        assertThat(target.authorization()).contains("Basic am9lOnNlY3JldA==");
        assertThat(target.uri()).isEqualTo("http://***@nginx/status");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "foo",
                "",
                "unix:/a:/b:c",
                "unix:a",
                "unix:",
                "unix:/a:b",
                "ftp://nginx/",
                "http://",
                "http:///x",
                "http://nginx:99999/",
                "http://nginx:0/",
                "http://ngi nx/",
                "http://nginx:port/"
            })
    void refusesAnythingElse(String uri) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ScrapeTarget.parse(uri))
                .withMessage("'" + uri
                        + "' (expected: http://host[:port]/path, https://host[:port]/path or unix:/socket:/path)");
    }
}
