package io.podhelpers.redisambassador.proxy;

import io.podhelpers.redisambassador.shards.ShardPool;
import java.util.function.IntPredicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Which shards of a pool count as failed: after so many failures in a row, until the time to try again has come and
/// the server answers. Only touched on its event loop.
final class ShardWatch {
    private static final Logger log = LoggerFactory.getLogger(ShardWatch.class);

    private final ShardPool pool;
    private final int[] failures;
    private final boolean[] failed;
    private final long[] retryAt;
    private final long[] responses;

    ShardWatch(ShardPool pool) {
        this.pool = pool;
        this.failures = new int[pool.servers().size()];
        this.failed = new boolean[failures.length];
        this.retryAt = new long[failures.length];
        this.responses = new long[failures.length];
    }

    boolean isFailed(int shard) {
        return failed[shard];
    }

    boolean isAnyFailed() {
        for (boolean one : failed) {
            if (one) {
                return true;
            }
        }
        return false;
    }

    boolean areAllFailed() {
        for (boolean one : failed) {
            if (!one) {
                return false;
            }
        }
        return true;
    }

    /// One more failure; whether the shard has just become a failed one. An answer in between begins the count anew.
    boolean failed(int shard, long now, ServerCounts counts) {
        if (counts.responses != responses[shard]) {
            responses[shard] = counts.responses;
            failures[shard] = 0;
        }
        retryAt[shard] = now + pool.retryAfter().toNanos();
        if (failed[shard] || ++failures[shard] < pool.failureLimit()) {
            return false;
        }
        failed[shard] = true;
        log.atWarn()
                .addKeyValue("pool", pool.name())
                .addKeyValue("shard", pool.servers().get(shard))
                .addKeyValue("failures", failures[shard])
                .addKeyValue("keys", pool.eject())
                .log("shard failed");
        return true;
    }

    /// Takes back the shards whose time has come, if they answer; whether there was one.
    ///
    /// @param answers whether the server at that place answers
    boolean readmit(long now, IntPredicate answers) {
        boolean readmitted = false;
        for (int shard = 0; shard < failed.length; shard++) {
            boolean due = failed[shard] && answers.test(shard) && isDue(shard, now);
            if (due) {
                failed[shard] = false;
                failures[shard] = 0;
                readmitted = true;
                log.atInfo()
                        .addKeyValue("pool", pool.name())
                        .addKeyValue("shard", pool.servers().get(shard))
                        .log("shard is back");
            }
        }
        return readmitted;
    }

    /// Keys that others have taken over do not come back too soon; others are served as soon as they can be.
    private boolean isDue(int shard, long now) {
        return pool.eject() != ShardPool.Eject.REMAP || now - retryAt[shard] >= 0;
    }
}
