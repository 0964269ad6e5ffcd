package io.podhelpers.gitsync.push;

import static io.podhelpers.gitsync.push.Pushes.AFTER;
import static io.podhelpers.gitsync.push.Pushes.NONE;
import static io.podhelpers.gitsync.push.Pushes.SECRET;
import static io.podhelpers.gitsync.push.Pushes.fromGithub;
import static io.podhelpers.gitsync.push.Pushes.fromGitlab;
import static io.podhelpers.gitsync.push.Pushes.gitea;
import static io.podhelpers.gitsync.push.Pushes.github;
import static io.podhelpers.gitsync.push.Pushes.gitlab;
import static io.podhelpers.gitsync.push.Pushes.hmac;
import static io.podhelpers.gitsync.push.Pushes.plain;
import static io.podhelpers.gitsync.push.Pushes.post;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.podhelpers.gitsync.support.SettableClock;
import io.podhelpers.runtime.ByteSize;
import io.podhelpers.runtime.ListenAddress;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLEncoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class PushDeskTest {
    private static final int RATE = 1000;

    @TempDir
    private Path folder;

    private final SettableClock clock = SettableClock.atNoon();
    private final List<Instant> wanted = new ArrayList<>();

    @BeforeEach
    void writeSecret() throws IOException {
        Files.writeString(folder.resolve("secret"), SECRET + "\n");
    }

    @Nested
    final class FromGithub {
        @Test
        void aPushToTheBranchWantsAPassAndTellsWhenItCame() {
            assertThat(decide(fromGithub("push", github("refs/heads/main", AFTER))))
                    .isEqualTo(PushOutcome.ACCEPTED);
            assertThat(wanted).containsExactly(clock.instant());
        }

        @Test
        void aFormEncodedPayloadIsSignedAsItCameAndReadDecoded() {
            String form = "payload=" + URLEncoder.encode(github("refs/heads/main", AFTER), UTF_8);
            PushRequest request = post(
                    Map.of(
                            "Content-Type", "application/x-www-form-urlencoded",
                            "X-GitHub-Event", "push",
                            "X-Hub-Signature-256", "sha256=" + hmac(SECRET, form)),
                    form);
            assertThat(decide(request)).isEqualTo(PushOutcome.ACCEPTED);
        }

        @Test
        void theSignatureOfTheHostsOwnDocumentationHolds() throws IOException {
            Files.writeString(folder.resolve("secret"), "It's a Secret to Everybody");
            PushRequest request = post(
                    Map.of(
                            "X-GitHub-Event", "ping",
                            "X-Hub-Signature-256",
                                    "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17"),
                    "Hello, World!");
            assertThat(decide(request)).isEqualTo(PushOutcome.PING);
        }

        @Test
        void aPingIsAnsweredWithoutAPass() {
            assertThat(decide(fromGithub("ping", "{\"zen\":\"Design for failure.\"}")))
                    .isEqualTo(PushOutcome.PING);
            assertThat(wanted).isEmpty();
        }

        @Test
        void otherEventsAreIgnoredOnceProven() {
            assertThat(decide(fromGithub("issues", "{}"))).isEqualTo(PushOutcome.OTHER_EVENT);
        }

        @Test
        void anotherRepositoryIsIgnored() {
            String elsewhere = github("refs/heads/main", AFTER).replace("octo/site", "octo/other");
            assertThat(decide(fromGithub("push", elsewhere))).isEqualTo(PushOutcome.OTHER_REPOSITORY);
            assertThat(wanted).isEmpty();
        }

        @Test
        void anotherBranchIsIgnored() {
            assertThat(decide(fromGithub("push", github("refs/heads/feature/main", AFTER))))
                    .isEqualTo(PushOutcome.OTHER_REF);
        }

        @Test
        void aDeletedBranchIsIgnored() {
            assertThat(decide(fromGithub("push", github("refs/heads/main", NONE))))
                    .isEqualTo(PushOutcome.DELETED);
            assertThat(wanted).isEmpty();
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "",
                    "{",
                    "[]",
                    "null",
                    "\"ref\"",
                    "{\"ref\":1,\"repository\":{\"url\":\"https://github.com/octo/site\"}}",
                    "{\"ref\":\"refs/heads/main\"}",
                    "{\"ref\":\"refs/heads/main\",\"repository\":[]}",
                    "{\"repository\":{\"url\":\"https://github.com/octo/site\"}}"
                })
        void whatIsNotAPushIsMalformedThoughSigned(String body) {
            assertThat(decide(fromGithub("push", body))).isEqualTo(PushOutcome.MALFORMED);
        }

        @Test
        void nestingWithoutEndIsMalformed() {
            assertThat(decide(fromGithub("push", "{\"x\":" + "[".repeat(100_000))))
                    .isEqualTo(PushOutcome.MALFORMED);
        }

        @Test
        void aRefOfHalfAMegabyteIsMalformed() {
            assertThat(decide(fromGithub("push", "{\"ref\":\"" + "x".repeat(500_000) + "\"}")))
                    .isEqualTo(PushOutcome.MALFORMED);
        }
    }

    @Nested
    final class FromGitlab {
        @ParameterizedTest
        @CsvSource({
            "Push Hook, push, refs/heads/main",
            "Tag Push Hook, tag_push, refs/tags/main",
            "System Hook, push, refs/heads/main"
        })
        void pushesOfEveryKindOfHookWantAPass(String event, String kind, String ref) {
            assertThat(decide(fromGitlab(event, SECRET, gitlab(kind, ref, AFTER))))
                    .isEqualTo(PushOutcome.ACCEPTED);
        }

        @Test
        void theTokenHasToBeTheSecret() {
            String body = gitlab("push", "refs/heads/main", AFTER);
            assertThat(decide(fromGitlab("Push Hook", SECRET + "x", body))).isEqualTo(PushOutcome.WRONG_SIGNATURE);
            assertThat(wanted).isEmpty();
        }

        @Test
        void aDeletedBranchHasOnlyNoughtsAfterIt() {
            assertThat(decide(fromGitlab("Push Hook", SECRET, gitlab("push", "refs/heads/main", NONE))))
                    .isEqualTo(PushOutcome.DELETED);
        }

        @Test
        void systemHooksThatAreNotPushesAreIgnored() {
            assertThat(decide(fromGitlab("System Hook", SECRET, gitlab("repository_update", "refs/heads/main", AFTER))))
                    .isEqualTo(PushOutcome.OTHER_EVENT);
            assertThat(decide(fromGitlab("Merge Request Hook", SECRET, "{}"))).isEqualTo(PushOutcome.OTHER_EVENT);
        }

        @Test
        void aRepeatedDeliveryIsKnownByItsId() {
            Map<String, String> headers = Map.of(
                    "X-Gitlab-Event", "Push Hook", "X-Gitlab-Token", SECRET, "X-Gitlab-Event-UUID", "13792a34-cac6");
            PushDesk desk = desk("main");
            String body = gitlab("push", "refs/heads/main", AFTER);
            assertThat(desk.decide(post(headers, body))).isEqualTo(PushOutcome.ACCEPTED);
            assertThat(desk.decide(post(headers, body))).isEqualTo(PushOutcome.REPLAYED);
        }
    }

    @Nested
    final class FromGiteaAndItsRelatives {
        @ParameterizedTest
        @ValueSource(strings = {"X-Gitea-", "X-Forgejo-", "X-Gogs-"})
        void theBareHexadecimalSignatureIsAccepted(String kind) {
            String body = gitea("refs/heads/main", AFTER);
            PushRequest request = post(Map.of(kind + "Event", "push", kind + "Signature", hmac(SECRET, body)), body);
            assertThat(decide(request)).isEqualTo(PushOutcome.ACCEPTED);
        }

        @Test
        void theHeadersItSendsForGithubsReceiversDoNotMatter() {
            String body = gitea("refs/heads/main", AFTER);
            PushRequest request = post(
                    Map.of(
                            "X-Gitea-Event",
                            "push",
                            "X-Gitea-Signature",
                            hmac(SECRET, body),
                            "X-GitHub-Event",
                            "push",
                            "X-Hub-Signature-256",
                            "sha256=" + hmac(SECRET, body)),
                    body);
            assertThat(decide(request)).isEqualTo(PushOutcome.ACCEPTED);
        }

        @Test
        void anEmptySignatureIsNone() {
            assertThat(decide(post(Map.of("X-Gitea-Event", "push", "X-Gitea-Signature", ""), "{}")))
                    .isEqualTo(PushOutcome.UNSIGNED);
        }
    }

    @Nested
    final class Plain {
        @ParameterizedTest
        @ValueSource(strings = {"", "deploy!", "{\"ref\":\"refs/heads/other\"}"})
        void anySignedBodyWantsAPass(String body) {
            assertThat(decide(plain(body))).isEqualTo(PushOutcome.ACCEPTED);
        }

        @Test
        void withoutATimestampTheSameBodyCountsEachTime() {
            PushDesk desk = desk("main");
            assertThat(desk.decide(plain(""))).isEqualTo(PushOutcome.ACCEPTED);
            assertThat(desk.decide(plain(""))).isEqualTo(PushOutcome.ACCEPTED);
        }

        @Test
        void aTimestampIsSignedWithTheBodyAndCountsOnce() {
            PushDesk desk = desk("main");
            assertThat(desk.decide(stamped(0))).isEqualTo(PushOutcome.ACCEPTED);
            assertThat(desk.decide(stamped(0))).isEqualTo(PushOutcome.REPLAYED);
            assertThat(desk.decide(stamped(1))).isEqualTo(PushOutcome.ACCEPTED);
        }

        @ParameterizedTest
        @CsvSource({"-301, STALE", "-300, ACCEPTED", "300, ACCEPTED", "301, STALE"})
        void aTimestampMayBeFiveMinutesOff(long seconds, PushOutcome outcome) {
            assertThat(decide(stamped(seconds))).isEqualTo(outcome);
        }

        @Test
        void aTimestampThatWasChangedBreaksTheSignature() {
            String time = Long.toString(clock.instant().getEpochSecond());
            String signature = "sha256=" + hmac(SECRET, "1.deploy");
            PushRequest request =
                    post(Map.of("X-Podhelpers-Timestamp", time, "X-Podhelpers-Signature-256", signature), "deploy");
            assertThat(decide(request)).isEqualTo(PushOutcome.WRONG_SIGNATURE);
        }

        private PushRequest stamped(long secondsFromNow) {
            String time = Long.toString(clock.instant().getEpochSecond() + secondsFromNow);
            String signature = "sha256=" + hmac(SECRET, time + ".deploy");
            return post(Map.of("X-Podhelpers-Timestamp", time, "X-Podhelpers-Signature-256", signature), "deploy");
        }
    }

    @Nested
    final class Proof {
        @Test
        void withoutSignatureOrTokenNothingIsRead() {
            assertThat(decide(post(Map.of("X-GitHub-Event", "push"), new Unreadable())))
                    .isEqualTo(PushOutcome.UNSIGNED);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "sha256=",
                    "sha256=00",
                    "sha256=zz",
                    "sha1=7d38cdd689735b008b3c702edd92eea23791c5f6",
                    "757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17"
                })
        void aSignatureOfAnotherFormIsWrong(String signature) {
            assertThat(decide(post(Map.of("X-GitHub-Event", "push", "X-Hub-Signature-256", signature), "{}")))
                    .isEqualTo(PushOutcome.WRONG_SIGNATURE);
        }

        @Test
        void oneChangedByteBreaksTheSignature() {
            String body = github("refs/heads/main", AFTER);
            PushRequest request = post(
                    Map.of("X-GitHub-Event", "push", "X-Hub-Signature-256", "sha256=" + hmac(SECRET, body)),
                    body.replace("octo@", "octo#").replace("\"size\":12.5e1", "\"size\":12.5e2"));
            assertThat(decide(request)).isEqualTo(PushOutcome.WRONG_SIGNATURE);
            assertThat(wanted).isEmpty();
        }

        @Test
        void aStrangerLearnsNothingOfWhatIsSynced() {
            for (String body : List.of("{", github("refs/heads/other", AFTER), github("refs/heads/main", NONE))) {
                PushRequest request = post(
                        Map.of("X-GitHub-Event", "push", "X-Hub-Signature-256", "sha256=" + hmac("guess", body)), body);
                assertThat(decide(request)).isEqualTo(PushOutcome.WRONG_SIGNATURE);
            }
        }

        @Test
        void whatFollowsThePayloadIsSignedToo() {
            String body = github("refs/heads/main", AFTER);
            PushRequest request = post(
                    Map.of("X-GitHub-Event", "push", "X-Hub-Signature-256", "sha256=" + hmac(SECRET, body)),
                    body + "trailer");
            assertThat(decide(request)).isEqualTo(PushOutcome.WRONG_SIGNATURE);
        }

        @Test
        void theSecretIsReadAgainForEachPush() throws IOException {
            PushDesk desk = desk("main");
            assertThat(desk.decide(plain("1"))).isEqualTo(PushOutcome.ACCEPTED);
            Files.writeString(folder.resolve("secret"), "another");
            assertThat(desk.decide(plain("1"))).isEqualTo(PushOutcome.WRONG_SIGNATURE);
        }

        @Test
        void anyOfSeveralSecretsProvesAPush() throws IOException {
            Files.writeString(folder.resolve("old"), SECRET);
            Files.writeString(folder.resolve("secret"), "the next one");
            PushDesk desk = new PushDesk(
                    config(List.of(folder.resolve("secret"), folder.resolve("old")), 1 << 20, RATE),
                    targets("main"),
                    clock);
            assertThat(desk.decide(plain(""))).isEqualTo(PushOutcome.ACCEPTED);
            assertThat(desk.decide(fromGitlab("Push Hook", SECRET, gitlab("push", "refs/heads/main", AFTER))))
                    .isEqualTo(PushOutcome.ACCEPTED);
        }

        @Test
        void withoutAReadableSecretNothingIsAccepted() throws IOException {
            Files.writeString(folder.resolve("secret"), "\n");
            assertThat(decide(plain(""))).isEqualTo(PushOutcome.NO_SECRET);
            Files.delete(folder.resolve("secret"));
            assertThat(decide(plain(""))).isEqualTo(PushOutcome.NO_SECRET);
        }
    }

    @Nested
    final class Refs {
        @ParameterizedTest
        @CsvSource({
            "main, refs/heads/main, ACCEPTED",
            "main, refs/tags/main, ACCEPTED",
            "main, refs/heads/mainline, OTHER_REF",
            "heads/main, refs/heads/main, ACCEPTED",
            "refs/heads/main, refs/heads/main, ACCEPTED",
            "refs/heads/main, refs/tags/main, OTHER_REF",
            "v1.2, refs/tags/v1.2, ACCEPTED",
            "HEAD, refs/heads/main, ACCEPTED",
            "HEAD, refs/heads/dev, OTHER_REF",
            "HEAD, refs/tags/v1, OTHER_REF",
            "59b20b8d5c6ff8d09518454d4dd8b7b30f095ab5, refs/heads/any, ACCEPTED"
        })
        void matchAsGitResolvesThem(String followed, String pushed, PushOutcome outcome) {
            assertThat(desk(followed).decide(fromGithub("push", github(pushed, AFTER))))
                    .isEqualTo(outcome);
        }

        @Test
        void headFollowsEveryBranchOfAHostThatDoesNotNameIts() {
            String body = github("refs/heads/dev", AFTER).replace("\"default_branch\":\"main\",", "");
            assertThat(desk("HEAD").decide(fromGithub("push", body))).isEqualTo(PushOutcome.ACCEPTED);
        }

        @Test
        void severalRepositoriesAreToldApart() {
            List<String> told = new ArrayList<>();
            List<PushTarget> targets = List.of(
                    new PushTarget(List.of("https://github.com/octo/site"), "main", _ -> told.add("site")),
                    new PushTarget(List.of("https://github.com/octo/site"), "dev", _ -> told.add("site-dev")),
                    new PushTarget(List.of("https://github.com/octo/docs"), "main", _ -> told.add("docs")));
            PushDesk desk = new PushDesk(config(1 << 20, RATE), targets, clock);
            desk.decide(fromGithub("push", github("refs/heads/main", AFTER)));
            assertThat(told).containsExactly("site");
            desk.decide(plain(""));
            assertThat(told).containsExactly("site", "site", "site-dev", "docs");
        }
    }

    @Nested
    final class Limits {
        @Test
        void onlyPostIsTaken() {
            PushRequest get = new PushRequest("GET", _ -> null, new Unreadable());
            assertThat(decide(get)).isEqualTo(PushOutcome.WRONG_METHOD);
        }

        @Test
        void anAnnouncedLengthBeyondTheLimitIsRefusedUnread() {
            PushRequest request = post(
                    Map.of("Content-Length", "1048577", "X-Podhelpers-Signature-256", "sha256=00"), new Unreadable());
            assertThat(decide(request)).isEqualTo(PushOutcome.TOO_LARGE);
        }

        @Test
        void aBodyIsReadUpToTheLimitAndNotFurther() {
            assertThat(decide(plain("x".repeat(1 << 20)))).isEqualTo(PushOutcome.ACCEPTED);
            assertThat(decide(plain("x".repeat((1 << 20) + 1)))).isEqualTo(PushOutcome.TOO_LARGE);
        }

        @Test
        void aBodyThatBreaksOffIsCountedAsSuch() {
            PushRequest request = post(Map.of("X-Podhelpers-Signature-256", "sha256=00"), new Unreadable());
            assertThat(decide(request)).isEqualTo(PushOutcome.ABORTED);
        }

        @Test
        void aFloodIsRefusedAtTheDoorAndEbbsWithTheClock() {
            PushDesk desk = new PushDesk(config(1 << 20, 2), targets("main"), clock);
            List<PushOutcome> outcomes = IntStream.range(0, 50)
                    .mapToObj(n -> desk.decide(plain("" + n)))
                    .toList();
            assertThat(outcomes).filteredOn(PushOutcome.ACCEPTED::equals).hasSize(20);
            assertThat(outcomes).filteredOn(PushOutcome.RATE_LIMITED::equals).hasSize(30);
            clock.advance(Duration.ofSeconds(1));
            assertThat(desk.decide(plain("later"))).isEqualTo(PushOutcome.ACCEPTED);
        }

        @Test
        void theSameDeliveryIsAcceptedOnce() {
            PushDesk desk = desk("main");
            assertThat(desk.decide(fromGithub("push", github("refs/heads/main", AFTER))))
                    .isEqualTo(PushOutcome.ACCEPTED);
            assertThat(desk.decide(fromGithub("push", github("refs/heads/main", AFTER))))
                    .isEqualTo(PushOutcome.REPLAYED);
            assertThat(wanted).hasSize(1);
            clock.advance(Duration.ofMinutes(61));
            assertThat(desk.decide(fromGithub("push", github("refs/heads/main", AFTER))))
                    .isEqualTo(PushOutcome.ACCEPTED);
        }

        @Test
        void aDeliveryThatWasRefusedMayComeAgain() {
            PushDesk desk = new PushDesk(config(1 << 20, 1), targets("main"), clock);
            IntStream.range(0, 10).forEach(_ -> desk.decide(plain("")));
            PushRequest request = fromGithub("push", github("refs/heads/main", AFTER));
            assertThat(desk.decide(request)).isEqualTo(PushOutcome.RATE_LIMITED);
            clock.advance(Duration.ofSeconds(1));
            assertThat(desk.decide(request)).isEqualTo(PushOutcome.ACCEPTED);
        }
    }

    private PushOutcome decide(PushRequest request) {
        return desk("main").decide(request);
    }

    private PushDesk desk(String ref) {
        return new PushDesk(config(1 << 20, RATE), targets(ref), clock);
    }

    private List<PushTarget> targets(String ref) {
        List<String> urls = List.of(
                "git@github.com:octo/site.git",
                "https://gitlab.example/octo/site",
                "http://gitea.example:3000/octo/site");
        return List.of(new PushTarget(urls, ref, wanted::add));
    }

    private PushConfig config(long bodyLimit, int rate) {
        return config(List.of(folder.resolve("secret")), bodyLimit, rate);
    }

    private static PushConfig config(List<Path> secrets, long bodyLimit, int rate) {
        return new PushConfig(ListenAddress.parse("127.0.0.1:0"), secrets, new ByteSize(bodyLimit), rate);
    }

    /// Fails when somebody reads from it.
    private static final class Unreadable extends InputStream {
        @Override
        public int read() throws IOException {
            throw new IOException("connection reset");
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            return read();
        }
    }
}
