package io.podhelpers.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretsTest {
    @TempDir
    Path folder;

    @Test
    void readsAFileWithoutItsLastLineEndOnly() throws IOException {
        Path file = Files.writeString(folder.resolve("password"), " two words \n");
        assertThat(Secrets.read("--password-file", file)).isEqualTo(" two words ");
    }

    @Test
    void saysWhichOptionNamedAMissingFile() {
        assertThatThrownBy(() -> Secrets.read("--password-file", folder.resolve("none")))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("--password-file: no file ");
    }

    @Test
    void refusesAFileThatIsNoSecret() throws IOException {
        Path file = Files.write(folder.resolve("large"), new byte[70_000]);
        assertThatThrownBy(() -> Secrets.read("--key", file)).hasMessageContaining("larger than 64Ki");
    }

    @Test
    void takesUserAndPasswordOutOfEveryUrl() {
        assertThat(Secrets.redact("from https://me:pw@host/x to redis://:pw@other:6379 and ssh://git@h/r"))
                .isEqualTo("from https://***@host/x to redis://***@other:6379 and ssh://***@h/r");
    }

    @Test
    void leavesAnAtSignInAPathAlone() {
        assertThat(Secrets.redact("https://host/a@b")).isEqualTo("https://host/a@b");
    }

    @Test
    void comparesWhole() {
        byte[] secret = "abc".getBytes(StandardCharsets.UTF_8);
        assertThat(Secrets.same(secret, "abc".getBytes(StandardCharsets.UTF_8))).isTrue();
        assertThat(Secrets.same(secret, "abd".getBytes(StandardCharsets.UTF_8))).isFalse();
        assertThat(Secrets.same(secret, "ab".getBytes(StandardCharsets.UTF_8))).isFalse();
    }
}
