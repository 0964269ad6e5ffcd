package io.podhelpers.redisambassador.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class KeySearchTest {
    private final CommandTable table = CommandTable.builtIn();

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
                    GET k                                       | k
                    MGET a b c                                  | a b c
                    MSET a 1 b 2                                | a b
                    LCS a b LEN                                 | a b
                    BITOP AND d a b                             | d a b
                    OBJECT ENCODING k                           | k
                    BLPOP a b 0                                 | a b
                    BLMPOP 0 2 a b LEFT                         | a b
                    EVAL script 2 a b arg                       | a b
                    EVAL script 0 arg                           |
                    FCALL_RO f 1 a arg                          | a
                    ZUNIONSTORE d 2 a b WEIGHTS 1 2             | a b d
                    ZUNION 2 a b WITHSCORES                     | a b
                    XREAD COUNT 2 STREAMS s t 0 0               | s t
                    XREADGROUP GROUP g c STREAMS s >            | s
                    GEORADIUS k 1 2 3 km STORE d                | k d
                    GEORADIUSBYMEMBER k m 3 km STOREDIST d      | k d
                    SORT k                                      | k
                    SORT k BY w_* LIMIT 0 5 GET # STORE d       | k d
                    SORT k BY store GET store                   | k
                    SORT k STORE a STORE b                      | k b
                    MIGRATE h 6379 k 0 10                       | k
                    MIGRATE h 6379 '' 0 10 KEYS a b             | a b
                    SPUBLISH c m                                | c
                    PING                                        |
                    XGROUP CREATE s g $                         | s
                    VADD v VALUES 1 1 e                         | v
                    """)
    void findsTheKeys(String request, String keys) {
        assertThat(keys(request))
                .containsExactlyInAnyOrderElementsOf(keys == null ? List.of() : List.of(keys.split(" ")));
    }

    @ParameterizedTest
    @CsvSource({
        "EVAL script",
        "EVAL script x a",
        "EVAL script 99999999999 a",
        "EVAL script 5 a",
        "EVAL script -1 a",
        "GET",
        "XREAD STREAMS",
        "BLMPOP 0 2147483647 a"
    })
    void findsNothingInAMalformedRequest(String request) {
        assertThat(keys(request)).isEmpty();
    }

    @Test
    void positionsAreUsedAgain() {
        KeyPositions positions = new KeyPositions();
        Request many = new Request("MGET" + " k".repeat(100));
        command(many).keys(many, positions);
        assertThat(positions.size()).isEqualTo(100);
        assertThat(positions.get(99)).isEqualTo(100);

        Request one = new Request("GET k");
        command(one).keys(one, positions);
        assertThat(positions.size()).isEqualTo(1);
    }

    private List<String> keys(String line) {
        Request request = new Request(line);
        KeyPositions positions = new KeyPositions();
        command(request).keys(request, positions);
        List<String> keys = new ArrayList<>();
        for (int i = 0; i < positions.size(); i++) {
            keys.add(request.word(positions.get(i)));
        }
        return keys;
    }

    private Command command(Request request) {
        Command command = Objects.requireNonNull(table.find(request.buffer(), 0, request.length(0)));
        if (!command.hasSubcommands()) {
            return command;
        }
        return Objects.requireNonNull(command.subcommand(request.buffer(), request.index(1), request.length(1)));
    }
}
