package io.podhelpers.gitsync.sparse;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.podhelpers.runtime.UserError;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SparsePatternsTest {
    @ParameterizedTest(name = "{0} | {1} | {2}")
    @CsvSource(
            delimiter = '|',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                // a name without a slash, anywhere
                "docs|docs|true",
                "docs|a/docs|true",
                "docs|docs/a/b|true",
                "docs|docs2|false",
                // anchored by a leading or an inner slash
                "/docs|docs/x|true",
                "/docs|a/docs|false",
                "a/docs|a/docs/x|true",
                "a/docs|b/a/docs|false",
                // directories only
                "docs/|docs|false",
                "docs/|docs/x|true",
                "docs/|a/docs/x|true",
                // the last line that matches decides
                "/*\\n!/docs|docs/x|false",
                "/*\\n!/docs|src/x|true",
                "!/docs\\n/*|docs/x|true",
                "/*\\n!/docs\\n/docs/api|docs/api/x|true",
                "/*\\n!/docs\\n/docs/api|docs/x|false",
                // files at the top only
                "/*\\n!/*/|a|true",
                "/*\\n!/*/|a/b|false",
                // wildcards
                "*.html|a/b.html|true",
                "/*.html|a/b.html|false",
                "/a/*.html|a/b/c.html|false",
                "a?c|abc|true",
                "/a?c|a/c|false",
                "[a-c]x|bx|true",
                "[!a-c]x|bx|false",
                "[^a-c]x|dx|true",
                "[]x]|]|true",
                "[[:digit:]]|7|true",
                "[[:digit:]]|x|false",
                // two stars
                "**/x|x|true",
                "**/x|a/b/x|true",
                "a/**/x|a/x|true",
                "a/**/x|a/b/c/x|true",
                "a/**|a/b/c|true",
                "a/**|a|false",
                "a**x|abx|true",
                // escapes, comments, spaces
                "\\#x|#x|true",
                "#x|#x|false",
                "\\!x|!x|true",
                "x  |x|true",
                "x\\ |x |true",
                "\\*|*|true",
                "\\*|a|false",
                // nothing asked for, nothing wanted
                "|a|false",
                "\\n\\n|a|false",
                // malformed lines match nothing
                "[a|a|false",
                "a\\|a|false",
                "[[:nope:]]|n|false"
            })
    void followsGitsRules(String patterns, String path, boolean included) {
        String file = patterns == null ? "" : patterns.replace("\\n", "\n");
        assertThat(includes(file, path)).isEqualTo(included);
    }

    @Test
    void readsLineEndsAndMarksOfOtherSystems() {
        assertThat(includes("\ufeff/docs\r\n!/docs/x\r\n", "docs/y")).isTrue();
        assertThat(includes("\ufeff/docs\r\n!/docs/x\r\n", "docs/x")).isFalse();
    }

    @Test
    void takesASubmoduleForADirectory() {
        SparsePatterns patterns = SparsePatterns.parse("/lib/".getBytes(UTF_8));
        assertThat(patterns.includes("lib".getBytes(UTF_8), true)).isTrue();
        assertThat(patterns.includes("lib".getBytes(UTF_8), false)).isFalse();
    }

    @Test
    void takesNoLongTimeOverAnyPattern() {
        String pattern = "/" + "a*".repeat(60) + "b";
        Boolean included =
                Assertions.assertTimeoutPreemptively(Duration.ofSeconds(60), () -> includes(pattern, "a".repeat(4000)));
        assertThat(included).isFalse();
    }

    @Test
    void aFileThatCannotBeReadIsTheUsersError(@TempDir Path folder) {
        assertThatThrownBy(() -> SparsePatterns.read(folder.resolve("none")))
                .isInstanceOf(UserError.class)
                .hasMessage("--sparse-checkout-file: cannot read " + folder.resolve("none")
                        + " (expected: a file of patterns)");
    }

    private static boolean includes(String patterns, String path) {
        return SparsePatterns.parse(patterns.getBytes(UTF_8)).includes(path.getBytes(UTF_8), false);
    }
}
