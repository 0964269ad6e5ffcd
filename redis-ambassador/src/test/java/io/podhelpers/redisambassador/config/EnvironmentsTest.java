package io.podhelpers.redisambassador.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.podhelpers.runtime.UserError;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class EnvironmentsTest {
    private static final String THREE = """
            test: redis://redis-test
            staging:
              upstream: redis://redis-staging
              expect: {key: environment, value: staging}
            production:
              upstream: rediss-sentinel://s1,s2/mymaster
              expect:
                run-id: 0123456789
                tls-name: redis.production.example
            """;

    @TempDir
    private Path folder;

    @Test
    void theNameChoosesTheUpstream() {
        assertThat(choose(THREE, "test").chosen()).isInstanceOf(UpstreamSpec.PrimaryAndReplicas.class);
        assertThat(choose(THREE, "test").expected()).isEqualTo(Expectation.NOTHING);
        assertThat(choose(THREE, "staging").expected())
                .isEqualTo(new Expectation(null, "environment", "staging", null));
        assertThat(choose(THREE, "staging").environment()).isEqualTo("staging");
    }

    @Test
    void theExpectedTlsNameIsWhatTheCertificateIsCheckedFor() {
        UpstreamSpec.ByEnvironment production = choose(THREE, "production");

        assertThat(production.expected().runId()).isEqualTo("0123456789");
        assertThat(Objects.requireNonNull(production.access().tls()).serverName())
                .isEqualTo("redis.production.example");
    }

    @Test
    void anUnknownNameIsRefusedAndTheKnownOnesAreTold() {
        assertThatThrownBy(() -> choose(THREE, "prod"))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("environment 'prod' is not in ")
                .hasMessageContaining("(expected: one of [production, staging, test])");
        assertThatThrownBy(() -> choose(THREE, "")).isInstanceOf(UserError.class);
        assertThatThrownBy(() -> choose("", "test")).isInstanceOf(UserError.class);
    }

    @Test
    void aMistakeInAnotherEnvironmentIsToldToo() {
        assertThatThrownBy(() -> choose("test: redis://h\nproduction: mysql://h\n", "test"))
                .hasMessageContaining("production: scheme 'mysql'");
    }

    @Test
    void shardsCanBeChosenToo() {
        UpstreamSpec chosen =
                choose("test:\n  servers: a:6379:1 b:6379:1\n", "test").chosen();

        assertThat(((UpstreamSpec.Shards) chosen).pool().servers()).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    test: [a]                                                | test: '[a]' (expected: a mapping)
                    test: {upstrem: "redis://h"}                             | test: 'upstrem' (expected: upstream, servers, expect)
                    test: {expect: {run-id: a}}                              | test: no upstream
                    test: {upstream: "redis://h", expect: {}}                | test.expect: [] (expected: run-id
                    test: {upstream: "redis://h", expect: {key: a}}          | test.expect: [key] (expected: run-id
                    test: {upstream: "redis://h", expect: {id: a}}           | test.expect: 'id' (expected: [key, run-id, tls-name, value])
                    test: {upstream: "redis://h", expect: {tls-name: a}}     | test.expect: tls-name 'a' without TLS
                    test: {upstream: [x]}                                    | test.upstream: '[x]' (expected: text)
                    """)
    void saysWhatIsWrongAndWhere(String text, String message) {
        assertThatThrownBy(() -> choose(text, "test"))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("environments.yml: " + message);
    }

    private UpstreamSpec.ByEnvironment choose(String text, String name) {
        try {
            return Environments.choose(Files.writeString(folder.resolve("environments.yml"), text), name);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
