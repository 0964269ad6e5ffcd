package io.podhelpers.gitsync;

import static org.assertj.core.api.Assertions.assertThat;

import io.podhelpers.runtime.CommandLineRunner;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// `--config`: what an entry may say, and what it says nothing of.
class ConfigFileTest {
    @TempDir
    Path directory;

    private Path file(String yaml) throws Exception {
        return Files.writeString(directory.resolve("repositories.yaml"), yaml);
    }

    private List<RepositoryConfig> read(Map<String, String> environment, String yaml, String... more) throws Exception {
        List<String> arguments = new ArrayList<>(List.of("--root=/git", "--config=" + file(yaml)));
        arguments.addAll(List.of(more));
        return Sync.serviceConfig(environment, arguments.toArray(String[]::new)).repositories();
    }

    @Test
    void anEntryDiffersFromTheCommandLineWhereItSaysSo() throws Exception {
        List<RepositoryConfig> both = read(
                Map.of("GITSYNC_DEPTH", "5", "GITSYNC_REF", "env"),
                """
                # two sites
                - repo: https://example.com/a.git
                - repo: https://example.com/b.git
                  name: other
                  link: sites/b
                  ref: v1
                  period: 1m
                  group-write: true
                  ssh-key-file: [/k1, /k2]
                  max-failures: 3
                """,
                "--period=5s",
                "--ssh-key-file=/k0",
                "--stale-worktree-timeout",
                "7s",
                "--add-user");
        RepositoryConfig one = both.get(0);
        assertThat(one.name()).isEqualTo("a");
        assertThat(one.layout().root()).isEqualTo(Path.of("/git/.repositories/a"));
        assertThat(one.layout().link()).isEqualTo(Path.of("/git/a.git"));
        assertThat(one.source().ref()).isEqualTo("env");
        assertThat(one.source().depth()).isEqualTo(5);
        assertThat(one.schedule().period()).isEqualTo(Duration.ofSeconds(5));
        assertThat(one.access().ssh().keyFiles()).containsExactly(Path.of("/k0"));
        assertThat(one.layout().staleWorktreeTimeout()).isEqualTo(Duration.ofSeconds(7));
        RepositoryConfig two = both.get(1);
        assertThat(two.name()).isEqualTo("other");
        assertThat(two.layout().link()).isEqualTo(Path.of("/git/sites/b"));
        assertThat(two.source().ref()).isEqualTo("v1");
        assertThat(two.source().depth()).isEqualTo(5);
        assertThat(two.schedule().period()).isEqualTo(Duration.ofMinutes(1));
        assertThat(two.layout().groupWrite()).isTrue();
        assertThat(two.access().ssh().keyFiles()).containsExactly(Path.of("/k1"), Path.of("/k2"));
        assertThat(two.schedule().maxFailures()).isEqualTo(3);
    }

    @Test
    void aFailureEndsTheOthersOnlyWhenAskedTo() throws Exception {
        String yaml = "- repo: https://example.com/a\n";
        assertThat(read(Map.of(), yaml).getFirst().schedule().maxFailures()).isEqualTo(-1);
        assertThat(read(Map.of(), yaml, "--max-failures=0")
                        .getFirst()
                        .schedule()
                        .maxFailures())
                .isZero();
        assertThat(read(Map.of("GITSYNC_MAX_FAILURES", "2"), yaml)
                        .getFirst()
                        .schedule()
                        .maxFailures())
                .isEqualTo(2);
        assertThat(read(Map.of(), yaml, "--one-time").getFirst().schedule().maxFailures())
                .isZero();
    }

    @Test
    void credentialsMayBeYamlAndPasswordsOfTheEnvironmentGoOnlyWhereTheyAreWanted() throws Exception {
        List<RepositoryConfig> all = read(Map.of("GITSYNC_PASSWORD", "of-the-environment"), """
                - repo: https://example.com/open
                - repo: https://example.com/b
                  username: me
                - repo: https://example.com/c
                  username: me
                  password-file: /secret/c
                  credential:
                  - {url: "https://example.com/sub", username: "say \\"me\\"", password: two}
                  - '{"url":"https://example.com/json","username":"u","password-file":"/secret/d"}'
                """);
        assertThat(all.get(0).access().credentials()).isEmpty();
        assertThat(all.get(1).access().credentials())
                .extracting(Credential::password)
                .containsExactly("of-the-environment");
        assertThat(all.get(2).access().credentials())
                .extracting(Credential::username, Credential::password)
                .containsExactly(Tuple.tuple("me", null), Tuple.tuple("say \"me\"", "two"), Tuple.tuple("u", null));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '~',
            value = {
                "repo: x; line 1: not a list with an entry",
                "[]; line 1: not a list with an entry",
                "- just text; line 1: an entry without options",
                "- link: x; line 1: no repo (expected: the URL of a git repository)",
                "- repo: x|  refs: y; line 2: refs: unknown (expected: an option's name without --)",
                "- repo: x|  http-bind: :1; line 2: http-bind: is the whole process's (expected: on its command line)",
                "- repo: x|  one-time: true; line 2: one-time: is the whole process's",
                "- repo: x|  config: y; line 2: config: is the whole process's",
                "- repo: x|  depth: {a: b}; line 2: a list or mapping (expected: one value)",
                "- repo: x|  ref: a|  ref: b; line 3: ref: twice in one entry",
                "- repo: x|- repo: y|  period: 1ms; line 2: --period: 1ms (expected: at least 10ms)",
                "- repo: x|  depth: deep; line 1: Invalid value for option '--depth'",
                "- repo: a/x|- repo: b/x; two repositories are called x (expected: a 'name' or 'link' each)",
                "- repo: a/x|- repo: b/x|  name: y; x and y both publish /git/x (expected: a 'link' each)",
                "- repo: a/x|- repo: b/y|  link: x/y; y and x both publish /git/x/y",
                "- repo: a/x|- repo: b/y|  link: .repositories/x/y; y would publish /git/.repositories/x/y where x keeps",
                "- repo: a/x|  error-file: e|- repo: a/y|  error-file: e; x and y both write /git/e",
                "- repo: x|  name: a/b; name 'a/b' (expected: letters, digits",
                "- repo: x|  name: *y; line 2: not YAML",
                "- {repo: x; line 1: not YAML",
            })
    void aMistakeIsOneLineAndExit1(String yaml, String message) throws Exception {
        StringWriter err = new StringWriter();
        PrintWriter writer = new PrintWriter(err, true);
        String[] arguments = {"--root=/git", "--config=" + file(yaml.replace('|', '\n'))};
        int exit = CommandLineRunner.run(
                "git-sync",
                new GitSyncCommand(Map.of(), _ -> 0),
                new OptionVariables(),
                arguments,
                Map.of(),
                writer,
                writer);
        assertThat(err.toString())
                .startsWith("git-sync: --config: ")
                .contains(message)
                .hasLineCount(1);
        assertThat(exit).isEqualTo(1);
    }
}
