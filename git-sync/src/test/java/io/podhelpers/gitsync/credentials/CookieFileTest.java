package io.podhelpers.gitsync.credentials;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CookieFileTest {
    private static final Instant NOW = Instant.ofEpochSecond(1000);

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "git.example~FALSE~/~FALSE~0~o~v|http://git.example/a/b.git/info/refs?x=1|o=v",
                "git.example~FALSE~/~FALSE~0~o~v|https://GIT.example:8443/|o=v",
                "git.example~FALSE~/~FALSE~0~o~v|https://sub.git.example/|''",
                ".git.example~TRUE~/~FALSE~0~o~v|https://sub.git.example/|o=v",
                ".git.example~TRUE~/~FALSE~0~o~v|https://git.example/|o=v",
                ".git.example~TRUE~/~FALSE~0~o~v|https://notgit.example/|''",
                "git.example~FALSE~/a~FALSE~0~o~v|https://git.example/a/b|o=v",
                "git.example~FALSE~/a~FALSE~0~o~v|https://git.example/a|o=v",
                "git.example~FALSE~/a~FALSE~0~o~v|https://git.example/ab|''",
                "git.example~FALSE~/~TRUE~0~o~v|http://git.example/|''",
                "git.example~FALSE~/~TRUE~0~o~v|https://git.example/|o=v",
                "git.example~FALSE~/~FALSE~1001~o~v|https://git.example/|o=v",
                "git.example~FALSE~/~FALSE~1000~o~v|https://git.example/|''",
                "#HttpOnly_git.example~FALSE~/~FALSE~0~o~v|https://git.example/|o=v",
                "# git.example~FALSE~/~FALSE~0~o~v|https://git.example/|''",
                "git.example~FALSE~/~FALSE~soon~o~v|https://git.example/|''",
                "git.example~FALSE~/~FALSE~0~o|https://git.example/|''",
                "git.example~FALSE~/~FALSE~0~o~a=b c|https://git.example/|o=a=b c"
            })
    void sendsWhatFitsTheUrl(String line, String url, String header) throws IOException {
        assertThat(read(line.replace('~', '\t')).header(URI.create(url), NOW)).isEqualTo(header);
    }

    @Test
    void joinsSeveralInTheOrderOfTheFile() throws IOException {
        String line = "git.example\tFALSE\t/\tFALSE\t0\t";
        assertThat(read("# comment\n\n" + line + "a\t1\r\n" + line + "b\t2\n")
                        .header(URI.create("https://git.example/x"), NOW))
                .isEqualTo("a=1; b=2");
    }

    @Test
    void aFileThatIsNotThereIsAnErrorOfOneLine() {
        assertThatThrownBy(() -> CookieFile.read(folder.resolve("none")))
                .isInstanceOf(IOException.class)
                .hasMessage("--cookie-file: " + folder.resolve("none")
                        + " cannot be read (expected: a Netscape cookie file)");
    }

    @Test
    void showsNoValue() throws IOException {
        assertThat(read("git.example\tFALSE\t/\tFALSE\t0\to\ts3cret").toString())
                .doesNotContain("s3cret");
    }

    private CookieFile read(String text) throws IOException {
        return CookieFile.read(Files.writeString(folder.resolve("cookies"), text));
    }
}
