package io.podhelpers.gitsync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.podhelpers.runtime.UserError;
import java.util.Map;
import org.eclipse.jgit.lib.Config;
import org.junit.jupiter.api.Test;

class GitVariablesTest {
    private static Config settings(Map<String, String> environment) {
        Config config = new Config();
        config.setString("http", null, "sslVerify", "true");
        GitVariables.settings(environment).forEach(setting -> setting.applyTo(config));
        return config;
    }

    @Test
    void readsGitsOwnVariablesOfTls() {
        Config config = settings(Map.of(
                "GIT_SSL_CAINFO", "/ca.pem",
                "GIT_SSL_CERT", "/me.pem",
                "GIT_SSL_KEY", "/me.key",
                "GIT_SSL_NO_VERIFY", "1"));

        assertThat(config.getString("http", null, "sslCAInfo")).isEqualTo("/ca.pem");
        assertThat(config.getString("http", null, "sslCert")).isEqualTo("/me.pem");
        assertThat(config.getString("http", null, "sslKey")).isEqualTo("/me.key");
        assertThat(config.getBoolean("http", "sslVerify", true)).isFalse();
    }

    @Test
    void leavesTheSettingsAloneWithoutThem() {
        assertThat(GitVariables.settings(Map.of("GIT_SSL_CAINFO", "", "HOME", "/x")))
                .isEmpty();
    }

    @Test
    void readsCountedSettings() {
        Config config = settings(Map.of(
                "GIT_CONFIG_COUNT", "2",
                "GIT_CONFIG_KEY_0", "http.https://git.example.org.extraHeader",
                "GIT_CONFIG_VALUE_0", "X-Team: web",
                "GIT_CONFIG_KEY_1", "http.https://git.example.org.extraHeader",
                "GIT_CONFIG_VALUE_1", "X-Other: 1"));

        assertThat(config.getStringList("http", "https://git.example.org", "extraHeader"))
                .containsExactly("X-Team: web", "X-Other: 1");
    }

    @Test
    void refusesACountThatIsNotKept() {
        assertThatThrownBy(() -> GitVariables.settings(Map.of("GIT_CONFIG_COUNT", "x")))
                .isInstanceOf(UserError.class)
                .hasMessage("GIT_CONFIG_COUNT: 'x' (expected: 0 to 1000)");
        assertThatThrownBy(() -> GitVariables.settings(Map.of("GIT_CONFIG_COUNT", "1", "GIT_CONFIG_KEY_0", "a.b")))
                .isInstanceOf(UserError.class)
                .hasMessageStartingWith("GIT_CONFIG_VALUE_0: missing");
    }
}
