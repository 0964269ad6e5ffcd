package io.podhelpers.redisambassador.shards;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;

/// Points on a ring: the owner of a hash is the server of the first point at or after it.
final class Ketama implements Continuum {
    private static final int POINTS_PER_SERVER = 160;
    private static final int POINTS_PER_DIGEST = 4;

    /// With the sign bit turned, so that they sort as unsigned numbers.
    private final int[] points;

    private final int[] owners;

    /// @param ring `point << 32 | server` in ascending order
    private Ketama(long[] ring) {
        points = Arrays.stream(ring).mapToInt(point -> (int) (point >>> 32)).toArray();
        owners = Arrays.stream(ring).mapToInt(point -> (int) point).toArray();
    }

    static Ketama of(List<ShardServer> servers, IntPredicate live) {
        long totalWeight = 0;
        int liveServers = 0;
        for (int server = 0; server < servers.size(); server++) {
            if (live.test(server)) {
                totalWeight += servers.get(server).weight();
                liveServers++;
            }
        }
        long[] ring = new long[0];
        for (int server = 0; server < servers.size(); server++) {
            if (live.test(server)) {
                int digests = digests(servers.get(server).weight(), totalWeight, liveServers);
                ring = withPoints(ring, servers.get(server).hashedName(), server, digests);
            }
        }
        Arrays.sort(ring);
        return new Ketama(ring);
    }

    private static long[] withPoints(long[] ring, String name, int server, int digests) {
        long[] longer = Arrays.copyOf(ring, ring.length + digests * POINTS_PER_DIGEST);
        int at = ring.length;
        for (int digest = 0; digest < digests; digest++) {
            for (int point : Md5Hash.points((name + '-' + digest).getBytes(UTF_8))) {
                longer[at++] = ((long) (point ^ Integer.MIN_VALUE) << 32) | server;
            }
        }
        return longer;
    }

    /// In single precision, as there: it decides about the last digest of uneven weights.
    private static int digests(int weight, long totalWeight, int liveServers) {
        double share = (double) weight / totalWeight;
        double digests = share * POINTS_PER_SERVER / POINTS_PER_DIGEST * liveServers + 0.0000000001;
        return (int) Math.floor((float) digests);
    }

    @Override
    public int serverAt(int hash) {
        if (points.length == 0) {
            return -1;
        }
        int wanted = hash ^ Integer.MIN_VALUE;
        int low = 0;
        int high = points.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (points[middle] < wanted) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return owners[low == points.length ? 0 : low];
    }
}
