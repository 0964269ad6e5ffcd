package io.podhelpers.redisambassador;

import io.podhelpers.redisambassador.proxy.Consistency;
import io.podhelpers.redisambassador.proxy.ReadPolicy;
import io.podhelpers.runtime.ByteSize;
import java.time.Duration;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;

/// How clients and servers are treated; a picocli mixin.
final class BehaviourOptions {
    @Option(
            names = "--read-policy",
            paramLabel = "POLICY",
            defaultValue = "prefer-replica",
            converter = ReadPolicyConverter.class,
            description = "Who answers reads: primary, prefer-replica, replica, nearest or zone.")
    ReadPolicy readPolicy;

    @Option(
            names = "--consistency",
            paramLabel = "LEVEL",
            defaultValue = "pipeline",
            converter = ConsistencyConverter.class,
            description =
                    "What a client's reads are sure to see: eventual (whatever the replica has), pipeline (its own"
                            + " unanswered writes) or session (every write answered before).")
    Consistency consistency;

    @Option(
            names = "--max-lag",
            paramLabel = "DURATION",
            defaultValue = "10s",
            description = "A replica further behind its primary gets no reads.")
    Duration maxLag;

    @Option(
            names = "--zone",
            paramLabel = "NAME",
            defaultValue = "",
            description = "Our own zone, for the read policy zone.")
    String zone;

    @Option(
            names = "--rewrite-reads",
            description =
                    "Send SORT, GEORADIUS, GEORADIUSBYMEMBER, BITFIELD and GETEX in their forms that never write where they"
                            + " only read, so that replicas may answer.")
    boolean rewriteReads;

    @Option(
            names = "--allow-admin",
            description =
                    "Let commands through that end or rearrange servers: SHUTDOWN, REPLICAOF, FAILOVER, MODULE, DEBUG.")
    boolean allowAdmin;

    @Option(
            names = "--deny-commands",
            paramLabel = "NAMES",
            defaultValue = "",
            description = "Commands to refuse, separated by commas: keys,flushall,config set.")
    String denyCommands;

    @Option(
            names = "--max-in-flight",
            paramLabel = "N",
            defaultValue = "1024",
            description = "A client with this many unanswered commands is read no further.")
    int maxInFlight;

    @Option(
            names = "--max-in-flight-bytes",
            paramLabel = "SIZE",
            defaultValue = "1Mi",
            description = "Like --max-in-flight, in bytes of commands.")
    ByteSize maxInFlightBytes;

    @Option(
            names = "--max-argument-bytes",
            paramLabel = "SIZE",
            defaultValue = "16Mi",
            description =
                    "The largest argument that has to be in memory as a whole, outside of the heap. Larger ones, up to Redis's own"
                            + " limit, are passed on as they arrive where one key, or one server, tells where to.")
    ByteSize maxArgumentBytes;

    @Option(
            names = "--max-arguments",
            paramLabel = "N",
            defaultValue = "1048576",
            description = "The most arguments of a command.")
    int maxArguments;

    @Option(
            names = "--connect-timeout",
            paramLabel = "DURATION",
            defaultValue = "1s",
            description =
                    "How long a connection to a server may take, and how long a command waits for a server to be found.")
    Duration connectTimeout;

    @Option(
            names = "--timeout",
            paramLabel = "DURATION",
            defaultValue = "10s",
            description = "A server that owes a reply and is silent for longer is given up.")
    Duration timeout;

    @Option(
            names = "--read-timeout",
            paramLabel = "DURATION",
            defaultValue = "1s",
            description = "A replica that owes a reply and is silent for longer is left alone, and its reads go"
                    + " elsewhere, until it answers a probe.")
    Duration readTimeout;

    @Option(
            names = "--idle-timeout",
            paramLabel = "DURATION",
            defaultValue = "0s",
            description = "A client that is owed nothing and says nothing for longer is cut off; 0s: never.")
    Duration idleTimeout;

    Behaviour behaviour() {
        return new Behaviour(
                new Behaviour.Reads(readPolicy, consistency, maxLag, zone, rewriteReads),
                new Behaviour.Permissions(allowAdmin, Words.list(denyCommands)),
                new Behaviour.Limits(maxInFlight, maxInFlightBytes, maxArgumentBytes, maxArguments),
                new Behaviour.Patience(connectTimeout, timeout, readTimeout, idleTimeout));
    }

    static final class ReadPolicyConverter implements ITypeConverter<ReadPolicy> {
        @Override
        public ReadPolicy convert(String text) {
            return Words.constant(ReadPolicy.class, text);
        }
    }

    static final class ConsistencyConverter implements ITypeConverter<Consistency> {
        @Override
        public Consistency convert(String text) {
            return Words.constant(Consistency.class, text);
        }
    }
}
