package io.podhelpers.benchmarks;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.podhelpers.redisambassador.resp.ReplyFramer;
import io.podhelpers.redisambassador.resp.RequestFramer;
import io.podhelpers.redisambassador.resp.RequestLimits;
import io.podhelpers.redisambassador.table.Command;
import io.podhelpers.redisambassador.table.CommandTable;
import io.podhelpers.redisambassador.table.KeyPositions;
import io.podhelpers.redisambassador.table.Route;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/// What the redis-ambassador does with each command between the two system calls that move it: nanoseconds for one
/// command of a pipeline of sixteen, compiled by C1 and with the flags of the image.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 2,
        jvmArgsAppend = {
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-Dio.netty.noUnsafe=false",
            "-Dio.netty.buffer.checkAccessible=false",
            "-Dio.netty.buffer.checkBounds=false"
        })
public class CommandPath {
    private static final int PIPELINE = 16;

    @Param({"GET", "SET", "MGET"})
    public String command;

    private final CommandTable table = CommandTable.builtIn();
    private final RequestFramer requests = new RequestFramer(RequestLimits.OF_REDIS);
    private final ReplyFramer replies = new ReplyFramer();
    private final KeyPositions keys = new KeyPositions();
    private ByteBuf requestBytes;
    private ByteBuf replyBytes;

    @Setup
    public void fill() {
        String value = bulk("x".repeat(64));
        String request = switch (command) {
            case "GET" -> "*2\r\n" + bulk("GET") + bulk("key:__rand_int__");
            case "SET" -> "*3\r\n" + bulk("SET") + bulk("key:__rand_int__") + value;
            default -> "*11\r\n" + bulk("MGET") + bulk("key:1").repeat(10);
        };
        String reply = switch (command) {
            case "GET" -> value;
            case "SET" -> "+OK\r\n";
            default -> "*10\r\n" + value.repeat(10);
        };
        requestBytes = direct(request.repeat(PIPELINE));
        replyBytes = direct(reply.repeat(PIPELINE));
    }

    @TearDown
    public void release() {
        requestBytes.release();
        replyBytes.release();
    }

    private static String bulk(String text) {
        return "$" + text.length() + "\r\n" + text + "\r\n";
    }

    private static ByteBuf direct(String text) {
        return PooledByteBufAllocator.DEFAULT
                .directBuffer(text.length())
                .writeBytes(text.getBytes(StandardCharsets.US_ASCII));
    }

    /// Where each request ends.
    @Benchmark
    @OperationsPerInvocation(PIPELINE)
    public int framesRequests() {
        int at = 0;
        for (int n = 0; n < PIPELINE; n++) {
            requests.frame(requestBytes, at);
            at = requests.end();
        }
        return at;
    }

    /// The same, and where each goes.
    @Benchmark
    @OperationsPerInvocation(PIPELINE)
    public int framesAndRoutesRequests() {
        int at = 0;
        int onReplicas = 0;
        for (int n = 0; n < PIPELINE; n++) {
            requests.frame(requestBytes, at);
            Command found = table.find(requestBytes, requests.index(0), requests.length(0));
            if (found != null && found.route() == Route.REPLICA) {
                onReplicas++;
            }
            at = requests.end();
        }
        return onReplicas;
    }

    /// The same, with its keys, as in front of shards and clusters.
    @Benchmark
    @OperationsPerInvocation(PIPELINE)
    public int framesRequestsAndFindsKeys() {
        int at = 0;
        int found = 0;
        for (int n = 0; n < PIPELINE; n++) {
            requests.frame(requestBytes, at);
            Command known = table.find(requestBytes, requests.index(0), requests.length(0));
            if (known != null) {
                known.keys(requests, keys);
                found += keys.size();
            }
            at = requests.end();
        }
        return found;
    }

    /// Where the last of the replies ends.
    @Benchmark
    @OperationsPerInvocation(PIPELINE)
    public int framesReplies() {
        return replies.advance(replyBytes, 0, replyBytes.writerIndex(), PIPELINE, true);
    }
}
