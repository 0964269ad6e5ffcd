package io.podhelpers.gitsync;

import static org.assertj.core.api.Assertions.assertThat;

import io.podhelpers.runtime.CommandLineRunner;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OptionsTest {
    private static final String[] REQUIRED = {"--repo=https://example.com/group/site.git", "--root=/git"};

    private static RepositoryConfig config(String... more) {
        return config(Map.of(), more);
    }

    private static RepositoryConfig config(Map<String, String> environment, String... more) {
        List<String> arguments = new ArrayList<>(List.of(REQUIRED));
        arguments.addAll(List.of(more));
        return Sync.config(environment, arguments.toArray(String[]::new));
    }

    private record Ended(int exit, String message) {}

    private static Ended refused(Map<String, String> environment, String... arguments) {
        StringWriter err = new StringWriter();
        PrintWriter writer = new PrintWriter(err, true);
        GitSyncCommand command = new GitSyncCommand(environment, _ -> 0);
        int exit = CommandLineRunner.run(
                "git-sync", command, new OptionVariables(), arguments, environment, writer, writer);
        return new Ended(exit, err.toString());
    }

    @Test
    void theDefaultsAreThoseOfGitSync() {
        RepositoryConfig config = config();
        assertThat(config.source().ref()).isEqualTo("HEAD");
        assertThat(config.source().depth()).isEqualTo(1);
        assertThat(config.source().submodules()).isEqualTo(SubmoduleMode.RECURSIVE);
        assertThat(config.source().gc()).isEqualTo(GcMode.ALWAYS);
        assertThat(config.layout().link()).isEqualTo(Path.of("/git/site.git"));
        assertThat(config.layout().staleWorktreeTimeout()).isEqualTo(Duration.ZERO);
        assertThat(config.schedule().period()).isEqualTo(Duration.ofSeconds(10));
        assertThat(config.schedule().initPeriod()).isEqualTo(Duration.ofSeconds(10));
        assertThat(config.schedule().syncTimeout()).isEqualTo(Duration.ofMinutes(2));
        assertThat(config.schedule().maxFailures()).isZero();
        assertThat(config.schedule().oneTime()).isFalse();
        assertThat(config.access().ssh().keyFiles()).containsExactly(Path.of("/etc/git-secret/ssh"));
        assertThat(config.access().ssh().knownHosts()).isEqualTo(Path.of("/etc/git-secret/known_hosts"));
        assertThat(Sync.serviceConfig(Map.of(), REQUIRED).admin().bind()).isNull();
    }

    @Test
    void variablesOldAndNewAreReadAndTheCommandLineWins() {
        RepositoryConfig config = config(
                Map.of(
                        "GITSYNC_PERIOD",
                        "5s",
                        "GIT_SYNC_DEPTH",
                        "7",
                        "GITSYNC_ONE_TIME",
                        "1",
                        "GITSYNC_REF",
                        "env",
                        "GIT_SSH_KEY_FILE",
                        "/a:/b"),
                "--ref=line");
        assertThat(config.schedule().period()).isEqualTo(Duration.ofSeconds(5));
        assertThat(config.source().depth()).isEqualTo(7);
        assertThat(config.schedule().oneTime()).isTrue();
        assertThat(config.source().ref()).isEqualTo("line");
        assertThat(config.access().ssh().keyFiles()).containsExactly(Path.of("/a"), Path.of("/b"));
    }

    @Test
    void ofAnOptionThatIsGivenTwiceTheLastCounts() {
        RepositoryConfig config =
                config("--ref=a", "--depth", "3", "--ref=b", "--period=1s", "--depth=4", "--lfs", "--lfs=false");
        assertThat(config.source().ref()).isEqualTo("b");
        assertThat(config.source().depth()).isEqualTo(4);
        assertThat(config.source().lfs()).isFalse();
        assertThat(config.schedule().period()).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void namesOfVersion3StillWork() {
        RepositoryConfig config = config(
                Map.of("GIT_SYNC_WAIT", "0.5"),
                "--branch=old",
                "--rev=HEAD",
                "--dest=there",
                "--timeout=7",
                "--max-sync-failures=3",
                "--ssh",
                "--sync-hook-command=/hook",
                "--username=u",
                "--password=p");
        assertThat(config.source().ref()).isEqualTo("old");
        assertThat(config.layout().link()).isEqualTo(Path.of("/git/there"));
        assertThat(config.schedule().period()).isEqualTo(Duration.ofMillis(500));
        assertThat(config.schedule().syncTimeout()).isEqualTo(Duration.ofSeconds(7));
        assertThat(config.schedule().maxFailures()).isEqualTo(3);
        assertThat(config.hooks().exechook()).isNotNull();
        assertThat(config.access().credentials()).hasSize(1);
    }

    @Test
    void credentialsAreReadAsObjectsAndLists() {
        RepositoryConfig config = config(
                "--credential={\"url\":\"https://a\",\"username\":\"u\",\"password\":\"p\"}",
                "--credential=[{\"url\":\"https://b\",\"username\":\"v\",\"password-file\":\"/p\"}]");
        assertThat(config.access().credentials()).extracting(Credential::url).containsExactly("https://a", "https://b");
        assertThat(config.access()).asString().doesNotContain("password", "\"p\"");
    }

    @Test
    void credentialsInTheUrlAreTakenOutOfIt() {
        RepositoryConfig config = Sync.config(Map.of(), "--repo=https://me:secret@example.com/r", "--root=/git");
        assertThat(config.layout().link()).isEqualTo(Path.of("/git/r"));
        assertThat(config.access().credentials().getFirst().username()).isEqualTo("me");
        assertThat(config.access().credentials().getFirst().url()).isEqualTo("https://example.com/r");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '~',
            value = {
                "--period=9ms; --period: 9ms (expected: at least 10ms)",
                "--sync-timeout=1ms; --sync-timeout: 1ms",
                "--period=soon; 'soon' (expected: a duration",
                "--depth=-1; --depth: -1 (expected: 0 or more)",
                "--submodules=all; --submodules: 'all' (expected: recursive, shallow, off)",
                "--git-gc=no; --git-gc: 'no'",
                "--sync-on-signal=KILL; --sync-on-signal: 'KILL'",
                "--http-metrics; --http-metrics: no --http-bind",
                "--username=u; --username: no password",
                "--password-file=/p; no --username",
                "--credential={; --credential: not JSON",
                "--credential={\"url\":\"x\",\"user\":\"x\"}; --credential: unknown field 'user'",
                "--webhook-url=ftp://x; --webhook-url: ftp://… (expected: an http or https URL)",
                "--git-config=nokey; no ':' after key 'nokey'",
                "--link=.; --link: /git",
                "--one-time=maybe; 'maybe' (expected: true or false)",
                "--push-listen=:0; no --push-secret-file",
                "--layout=flat; --layout: 'flat' (expected: worktree, content)",
                "--subdirectory=docs; --subdirectory: set with --layout=worktree",
                "--change-permissions=755; --change-permissions: no longer there",
                "--github-app-client-id=x; --github-app-installation-id: missing",
            })
    void anUnusableValueIsOneLineAndExit1(String argument, String message) {
        Ended ended = refused(Map.of(), REQUIRED[0], REQUIRED[1], argument);
        assertThat(ended.message()).contains(message).hasLineCount(1);
        assertThat(ended.exit()).isEqualTo(1);
    }

    @Test
    void requiredOptionsAreNamed() {
        assertThat(refused(Map.of(), "--root=/git"))
                .isEqualTo(new Ended(1, "git-sync: --repo: missing (expected: the URL of a git repository)\n"));
        assertThat(refused(Map.of(), "--repo=x").message()).contains("--root: missing");
    }

    @Test
    void anUnknownOptionIsExit2() {
        assertThat(refused(Map.of(), "--nonsense").exit()).isEqualTo(2);
    }

    @Test
    void gitSettingsAreReadQuotedAndBare() {
        assertThat(GitSetting.parseList("--git-config", "http.sslVerify:false,\"http.extraHeader\":\"A: b, c\"", false))
                .containsExactly(
                        new GitSetting("http", null, "sslVerify", "false", false),
                        new GitSetting("http", null, "extraHeader", "A: b, c", false));
        assertThat(GitSetting.parseList("--git-config", "\"url.https://x/.insteadOf\":\"git@x:\"", true))
                .containsExactly(new GitSetting("url", "https://x/", "insteadOf", "git@x:", true));
    }
}
