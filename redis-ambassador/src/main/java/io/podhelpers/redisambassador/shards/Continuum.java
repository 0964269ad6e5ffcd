package io.podhelpers.redisambassador.shards;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/// From a hash to a server. Immutable.
@FunctionalInterface
interface Continuum {

    /// The server's place in the pool; -1 if there is none.
    int serverAt(int hash);

    static Continuum of(Distribution distribution, List<ShardServer> servers, IntPredicate live) {
        return switch (distribution) {
            case KETAMA -> Ketama.of(servers, live);
            case MODULA -> modula(servers, live);
            case RANDOM -> random(servers, live);
        };
    }

    /// The hash modulo the sum of the weights.
    private static Continuum modula(List<ShardServer> servers, IntPredicate live) {
        int[] places = byWeight(servers, live);
        return hash -> places.length == 0 ? -1 : places[Integer.remainderUnsigned(hash, places.length)];
    }

    /// Any server, whatever its weight.
    private static Continuum random(List<ShardServer> servers, IntPredicate live) {
        int[] places = IntStream.range(0, servers.size()).filter(live).toArray();
        return _ -> places.length == 0 ? -1 : places[ThreadLocalRandom.current().nextInt(places.length)];
    }

    private static int[] byWeight(List<ShardServer> servers, IntPredicate live) {
        List<Integer> places = new ArrayList<>();
        for (int server = 0; server < servers.size(); server++) {
            int copies = live.test(server) ? servers.get(server).weight() : 0;
            for (int copy = 0; copy < copies; copy++) {
                places.add(server);
            }
        }
        return places.stream().mapToInt(Integer::intValue).toArray();
    }
}
