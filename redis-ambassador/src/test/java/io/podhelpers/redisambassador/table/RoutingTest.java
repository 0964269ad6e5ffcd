package io.podhelpers.redisambassador.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RoutingTest {
    private final CommandTable table = CommandTable.builtIn();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET k",
                "MGET a b",
                "HGETALL k",
                "EXISTS k",
                "TTL k",
                "SORT_RO k BY w_* GET #",
                "GEORADIUS_RO k 1 2 3 km",
                "BITFIELD_RO k GET u8 0",
                "XREAD COUNT 2 STREAMS s 0",
                "XRANGE s - +",
                "XINFO STREAM s",
                "ZRANDMEMBER z",
                "DUMP k",
                "VSIM v ELE a",
                "FCALL_RO f 1 k"
            })
    void readsWithKeysMayGoToAReplica(String request) {
        assertThat(route(request)).isEqualTo(Route.REPLICA);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                // reads that write, or may
                "SORT k",
                "SORT k STORE d",
                "GEORADIUS k 1 2 3 km",
                "GEORADIUS k 1 2 3 km STORE d",
                "GEORADIUSBYMEMBER k m 3 km STOREDIST d",
                "BITFIELD k GET u8 0",
                "BITFIELD k SET u8 0 1",
                "GETEX k",
                "GETDEL k",
                "GETSET k v",
                "HGETEX h FIELDS 1 f",
                "XREADGROUP GROUP g c STREAMS s >",
                "XAUTOCLAIM s g c 0 0",
                "XCLAIM s g c 0 0-1",
                "XADD s * f v",
                "PFCOUNT k",
                "SPOP k",
                // lost, or seen by nobody, on a replica
                "PUBLISH c m",
                "SPUBLISH c m",
                "PUBSUB CHANNELS",
                "SCRIPT LOAD x",
                "SCRIPT EXISTS x",
                "EVAL x 0",
                "EVAL_RO x 1 k",
                "EVALSHA abc 1 k",
                "EVALSHA_RO abc 1 k",
                "FCALL f 1 k",
                "FCALL_RO f 0",
                "FUNCTION LOAD x",
                // cursors belong to one server
                "SCAN 0",
                "HSCAN h 0",
                "SSCAN s 0",
                "ZSCAN z 0",
                // reads without keys
                "DBSIZE",
                "KEYS *",
                "RANDOMKEY",
                "LOLWUT",
                // about the server itself
                "TOUCH k",
                "OBJECT FREQ k",
                "OBJECT ENCODING k",
                "MEMORY USAGE k",
                "XINFO CONSUMERS s g",
                "CONFIG GET *",
                "INFO",
                "ROLE",
                "COMMAND",
                "COMMAND DOCS",
                "SLOWLOG GET",
                "LATENCY LATEST",
                "ACL WHOAMI",
                "CLUSTER INFO",
                "MODULE LIST",
                "TIME",
                "LASTSAVE",
                "CLIENT PAUSE 1",
                "SET k v",
                "DEL k",
                "FLUSHALL",
                "SWAPDB 0 1"
            })
    void everythingElseGoesToThePrimary(String request) {
        assertThat(route(request)).isEqualTo(Route.PRIMARY);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "BLPOP k 0",
                "BRPOP k 0",
                "BLMOVE a b LEFT LEFT 0",
                "BLMPOP 0 1 k LEFT",
                "BRPOPLPUSH a b 0",
                "BZPOPMIN k 0",
                "BZPOPMAX k 0",
                "BZMPOP 0 1 k MIN",
                "XREAD BLOCK 0 STREAMS s $",
                "XREAD COUNT 1 block 5 STREAMS s $",
                "XREADGROUP GROUP block c BLOCK 0 STREAMS s >",
                "WAIT 1 0",
                "WAITAOF 1 0 0",
                "MULTI",
                "EXEC",
                "DISCARD",
                "WATCH k",
                "UNWATCH",
                "MONITOR",
                "SUBSCRIBE c",
                "PSUBSCRIBE c*",
                "SSUBSCRIBE c",
                "UNSUBSCRIBE",
                "CLIENT TRACKING ON",
                "CLIENT CACHING YES"
            })
    void whatBlocksOrLeavesStateNeedsAConnectionOfItsOwn(String request) {
        assertThat(route(request)).isEqualTo(Route.LEASE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT 1",
                "HELLO 3",
                "AUTH p",
                "RESET",
                "QUIT",
                "PING",
                "ECHO x",
                "CLIENT SETNAME x",
                "CLIENT GETNAME",
                "CLIENT ID",
                "CLIENT REPLY OFF",
                "CLIENT SETINFO LIB-NAME x",
                "CLIENT NO-TOUCH ON",
                "READONLY",
                "READWRITE",
                "ASKING"
            })
    void whatConcernsTheClientsConnectionIsAnsweredFromTheSession(String request) {
        assertThat(route(request)).isEqualTo(Route.SESSION);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SHUTDOWN",
                "REPLICAOF NO ONE",
                "SLAVEOF a 1",
                "FAILOVER",
                "DEBUG SLEEP 1",
                "SCRIPT DEBUG YES",
                "MODULE LOAD x",
                "MODULE UNLOAD x",
                "CLUSTER FAILOVER",
                "CLUSTER RESET",
                "CLUSTER MEET h 1",
                "PSYNC ? -1",
                "SYNC",
                "REPLCONF ACK 1"
            })
    void whatChangesWhoServesIsForTheAdministrator(String request) {
        assertThat(route(request)).isEqualTo(Route.ADMIN);
    }

    @Test
    void aReplicationStreamTakesItsConnectionOverOnceAllowed() {
        assertThat(named("psync").routeWhenAllowed()).isEqualTo(Route.LEASE);
        assertThat(named("debug").routeWhenAllowed()).isEqualTo(Route.PRIMARY);
        assertThat(named("get").routeWhenAllowed()).isEqualTo(Route.REPLICA);
    }

    @Test
    void aWordThatOnlyLooksLikeBlockDoesNotBlock() {
        assertThat(route("XREAD STREAMS block 0")).isEqualTo(Route.REPLICA);
        assertThat(route("XREADGROUP GROUP block block STREAMS s >")).isEqualTo(Route.PRIMARY);
    }

    @Test
    void noCommandThatRedisCallsAWriteOrThatHasNoKeysMayGoToAReplica() {
        Stream<Command> all = table.commands().stream()
                .flatMap(command -> Stream.concat(Stream.of(command), command.subcommands().stream()));
        List<Command> toReplicas =
                all.filter(command -> command.route() == Route.REPLICA).toList();

        assertThat(toReplicas).hasSizeGreaterThan(60).allSatisfy(command -> {
            assertThat(command.is(Flag.READONLY)).isTrue();
            assertThat(command.is(Flag.WRITE)).isFalse();
            assertThat(command.is(Flag.BLOCKING)).isFalse();
            assertThat(command.is(Flag.PUBSUB)).isFalse();
            assertThat(command.is(Flag.NOSCRIPT)).isFalse();
            assertThat(command.hasKeys()).isTrue();
        });
    }

    @Test
    void withoutLookingAtTheArgumentsTheSaferWayIsTaken() {
        assertThat(named("xread").route()).isEqualTo(Route.LEASE);
        assertThat(named("xread").routeDependsOnArguments()).isTrue();
        assertThat(named("fcall_ro").route()).isEqualTo(Route.PRIMARY);
        assertThat(named("get").routeDependsOnArguments()).isFalse();
    }

    private Route route(String line) {
        Request request = new Request(line);
        Command command = Objects.requireNonNull(table.find(request.buffer(), 0, request.length(0)), line);
        if (command.hasSubcommands() && request.count() > 1) {
            command = Objects.requireNonNull(
                    command.subcommand(request.buffer(), request.index(1), request.length(1)), line);
        }
        return command.route(request);
    }

    private Command named(String name) {
        Request request = new Request(name);
        return Objects.requireNonNull(table.find(request.buffer(), 0, request.length(0)));
    }
}
