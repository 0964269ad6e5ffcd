package io.podhelpers.redisambassador.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.podhelpers.runtime.UserError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class UpstreamUriTest {
    @Test
    void readsAPrimaryWithReplicas() {
        UpstreamSpec spec = UpstreamUri.parse("redis://primary:6379,replica,[::1]:7000", "--upstream");

        assertThat(spec).isInstanceOf(UpstreamSpec.PrimaryAndReplicas.class);
        assertThat(((UpstreamSpec.PrimaryAndReplicas) spec).nodes())
                .containsExactly(
                        new NodeAddress("primary", 6379),
                        new NodeAddress("replica", 6379),
                        new NodeAddress("::1", 7000));
        assertThat(spec.access().tls()).isNull();
    }

    @Test
    void readsUserPasswordAndDatabase() {
        UpstreamAccess access = UpstreamUri.parse("rediss://app:p%40ss+w@h:6380/3", "--upstream")
                .access();

        assertThat(access.user()).isEqualTo("app");
        assertThat(access.currentPassword()).isEqualTo("p@ss+w");
        assertThat(access.database()).isEqualTo(3);
        assertThat(access.tls()).isEqualTo(UpstreamTls.DEFAULT);
        assertThat(access.toString()).doesNotContain("p@ss");
    }

    @Test
    void readsSentinelsWithTheirPort() {
        UpstreamSpec spec = UpstreamUri.parse("redis-sentinel://:secret@s1,s2:5000/mymaster/1", "--upstream");

        assertThat(spec).isInstanceOfSatisfying(UpstreamSpec.Sentinel.class, sentinel -> {
            assertThat(sentinel.sentinels()).containsExactly(new NodeAddress("s1", 26379), new NodeAddress("s2", 5000));
            assertThat(sentinel.master()).isEqualTo("mymaster");
            assertThat(sentinel.access().user()).isNull();
            assertThat(sentinel.access().database()).isEqualTo(1);
        });
    }

    @Test
    void readsZonesAndWeightsOfServers() {
        UpstreamSpec.PrimaryAndReplicas spec = (UpstreamSpec.PrimaryAndReplicas)
                UpstreamUri.parse("redis://a,b?zone.b=eu-1&weight.b=3&weight.b:6379=0", "--upstream");

        assertThat(spec.traits())
                .containsEntry("b", new NodeTraits("eu-1", 3))
                .containsEntry("b:6379", new NodeTraits("", 0));
    }

    @Test
    void readsASeedOfACluster() {
        assertThat(UpstreamUri.parse("rediss-cluster://n1:7000", "--upstream"))
                .isInstanceOf(UpstreamSpec.Cluster.class);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
                    localhost:6379              | no scheme
                    http://h                    | scheme 'http'
                    redis://                    | expected: host:port
                    redis://h:0                 | port of 1..65535
                    redis://h:x                 | port of 1..65535
                    redis://h:99999             | port of 1..65535
                    redis://a,,b                | expected: host:port
                    redis://a:1,a:1             | a:1 twice
                    redis://h/x                 | database 'x'
                    redis://h/0/1               | path '/0/1'
                    redis-cluster://h/2         | expected: 0
                    redis-sentinel://s1         | names no master
                    redis-sentinel://s1/        | names no master
                    redis://h?zone=eu           | zone.HOST
                    redis://h?weight.h=-1       | 0..9999
                    redis://u:%zz@h             | %XX
                    """)
    void saysWhatIsWrong(String uri, String message) {
        assertThatThrownBy(() -> UpstreamUri.parse(uri, "--upstream"))
                .isInstanceOf(UserError.class)
                .hasMessageContaining(message)
                .hasMessageStartingWith("--upstream: ");
    }

    @Test
    void neverRepeatsAPassword() {
        assertThatThrownBy(() -> UpstreamUri.parse("mysql://user:hunter2@h", "--upstream"))
                .hasMessageNotContaining("hunter2");
        assertThatThrownBy(() -> UpstreamUri.parse("redis-sentinel://user:hunter2@h", "--upstream"))
                .hasMessageNotContaining("hunter2");
    }
}
