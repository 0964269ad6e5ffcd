package io.podhelpers.redisambassador;

import static org.assertj.core.api.Assertions.assertThat;

import io.podhelpers.runtime.CommandLineRunner;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(Map<String, String> environment, String... args) {
        return CommandLineRunner.run(
                Main.NAME,
                new AmbassadorCommand(),
                AmbassadorCommand.VARIABLES,
                args,
                environment,
                new PrintWriter(out),
                new PrintWriter(err));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '"',
            value = {
                "; servers: none given (expected: one of --upstream, --redis-servers and --config)",
                "--upstream redis://a --redis-servers a:1:1; servers: given more than once",
                "--upstream http://a; --upstream: scheme 'http'",
                "--upstream redis://a --read-policy fastest; 'fastest' (expected: one of [primary, prefer-replica,",
                "--upstream redis://a --consistency strong; 'strong' (expected: one of [eventual, pipeline, session])",
                "--upstream redis://a --max-clients 0; --max-clients: 0 (expected: 1 or more)",
                "--upstream redis://a --timeout 0s; --timeout: 0s (expected: 1ms or more)",
                "--upstream redis://a --timeout 5; '5' (expected: a duration",
                "--upstream redis://a --max-in-flight-bytes 1; --max-in-flight-bytes: 1 (expected: 1024..",
                "--upstream redis://a --read-policy zone; --zone: '' (expected: the name of our zone",
                "--upstream redis://a --loops 0; --loops: 0 (expected: 1..64)",
                "--upstream redis://a --listen-address nowhere; 'nowhere' (expected: host:port",
                "--upstream redis://a --listen-address 192.0.2.1:6379 --admin-listen-address 127.0.0.1:0; cannot listen on",
            })
    void saysInOneLineWhatCannotBeUsed(String arguments, String message) {
        assertThat(run(Map.of(), arguments == null ? new String[0] : arguments.split(" ")))
                .isEqualTo(1);
        assertThat(err.toString()).contains(message).hasLineCount(1);
    }

    @Test
    void endsWithTwoForAnUnknownOption() {
        assertThat(run(Map.of(), "--upstrem", "redis://a")).isEqualTo(2);
        assertThat(err.toString()).contains("--upstrem").hasLineCount(1);
    }

    @Test
    void takesTheShardsFromTheVariableThatTwemproxysImagesTake() {
        assertThat(run(Map.of("REDIS_SERVERS", "a:6379:0"))).isEqualTo(1);
        assertThat(err.toString()).contains("a:6379:0");
    }

    @Test
    void printsHelpWithVariables() {
        assertThat(run(Map.of(), "--help")).isZero();
        assertThat(out.toString()).contains("--upstream", "AMBASSADOR_UPSTREAM", "REDIS_SERVERS", "prefer-replica");
    }
}
