package io.podhelpers.gitsync.egress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.podhelpers.runtime.UserError;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProxyVariablesTest {
    private static String proxyFor(String url, Map<String, String> environment) {
        Proxy proxy = ProxyVariables.of(environment).select(URI.create(url)).getFirst();
        if (proxy.type() == Proxy.Type.DIRECT) {
            return "direct";
        }
        InetSocketAddress address = (InetSocketAddress) proxy.address();
        return proxy.type() + " " + address.getHostString() + ":" + address.getPort();
    }

    @ParameterizedTest
    @CsvSource({
        "https_proxy, https://git.example.org/a.git, HTTP p:3128",
        "HTTPS_PROXY, https://git.example.org/a.git, HTTP p:3128",
        "all_proxy,   https://git.example.org/a.git, HTTP p:3128",
        "ALL_PROXY,   http://git.example.org/a.git,  HTTP p:3128",
        "http_proxy,  http://git.example.org/a.git,  HTTP p:3128",
        "http_proxy,  https://git.example.org/a.git, direct",
        "https_proxy, http://git.example.org/a.git,  direct",
        "HTTP_PROXY,  http://git.example.org/a.git,  direct",
        "ALL_PROXY,   socket://git.example.org:22,   direct",
    })
    void readsTheVariablesAsGitDoes(String variable, String url, String expected) {
        assertThat(proxyFor(url, Map.of(variable, "http://p:3128"))).isEqualTo(expected);
    }

    @Test
    void looksAtTheLowerCaseNameFirst() {
        assertThat(proxyFor("https://h/", Map.of("https_proxy", "small:1", "HTTPS_PROXY", "large:2")))
                .isEqualTo("HTTP small:1");
    }

    @ParameterizedTest
    @CsvSource({
        "p,                       HTTP p:1080",
        "p:8080,                  HTTP p:8080",
        "http://p:8080/,          HTTP p:8080",
        "http://me:s3cret@p:8080, HTTP p:8080",
        "socks5://p:9,            SOCKS p:9",
        "socks5h://p,             SOCKS p:1080",
        "http://[fd00::1]:8080,   HTTP fd00:0:0:0:0:0:0:1:8080",
    })
    void readsAnAddressAsCurlDoes(String address, String expected) {
        assertThat(proxyFor("https://h/", Map.of("https_proxy", address))).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "example.org           | git.example.org    | direct",
                ".example.org          | git.example.org    | direct",
                "*.example.org         | git.example.org    | direct",
                "example.org           | EXAMPLE.org        | direct",
                "ample.org             | example.org        | HTTP p:1080",
                "a, example.org b      | example.org        | direct",
                "example.org:8443      | example.org        | direct",
                "*                     | anything           | direct",
                ".svc,.cluster.local   | git.forge.svc      | direct",
                "10.0.0.0/8            | 10.20.30.40        | direct",
                "10.0.0.0/8            | 11.20.30.40        | HTTP p:1080",
                "192.168.1.128/25      | 192.168.1.127      | HTTP p:1080",
                "192.168.1.128/25      | 192.168.1.129      | direct",
                "10.1.2.3              | 10.1.2.3           | direct",
                "10.0.0.0/8            | 10.example.org     | HTTP p:1080",
                "fd00::/8              | [fd00::1]          | direct",
            })
    void leavesOutWhatNoProxyNames(String noProxy, String host, String expected) {
        Map<String, String> environment = Map.of("https_proxy", "p", "no_proxy", noProxy);

        assertThat(proxyFor("https://" + host + "/a.git", environment)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://me:s3cret@p:1", "ftp://me:s3cret@p", "http://", "http://me:s3cret@", "a b s3cret"})
    void refusesWhatItCannotUseWithoutShowingAPassword(String address) {
        assertThatThrownBy(() -> ProxyVariables.of(Map.of("https_proxy", address)))
                .isInstanceOf(UserError.class)
                .hasMessageStartingWith("https_proxy: ")
                .hasMessageNotContaining("s3cret");
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.0/33", "10.0.0.0/x", "1.2.3.999/8"})
    void refusesANetworkThatIsNone(String network) {
        assertThatThrownBy(() -> ProxyVariables.of(Map.of("no_proxy", "a," + network)))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("expected: ");
    }
}
