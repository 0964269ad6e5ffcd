package io.podhelpers.redisambassador.it;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;

/// Makes random requests whose replies a server decides by its data and the requests before: of all types, often wrong.
///
/// Left out is what differs between two runs of the same server: time, memory, random choices, its own numbers.
final class CommandMaker {
    private static final String[] TEMPLATES = """
            SET k v | SET k v NX | SET k v XX GET | SET k v EX 1000 | GET k | GETSET k v | GETDEL k | GETEX k
            GETEX k PERSIST | APPEND k v | STRLEN k | INCR k | INCRBY k n | DECR k | INCRBYFLOAT k 1.5 | SETRANGE k n v
            GETRANGE k 0 n | SUBSTR k 0 n | MGET k k k | MSET k v k v | MSETNX k v k v | SETNX k v | LCS k k | DEL k
            DEL k k | UNLINK k | EXISTS k k k | TYPE k | RENAME k k | RENAMENX k k | COPY k k | COPY k k REPLACE | PERSIST k
            EXPIRE k 1000 | EXPIRE k 1000 NX | TOUCH k k | OBJECT ENCODING k | OBJECT REFCOUNT k | LPUSH k v v | RPUSH k v
            LPUSHX k v | LPOP k | RPOP k 2 | LLEN k | LRANGE k 0 -1 | LINDEX k n | LSET k n v | LINSERT k BEFORE v v
            LREM k 0 v | LTRIM k 0 3 | RPOPLPUSH k k | LMOVE k k LEFT RIGHT | LPOS k v | LMPOP 2 k k LEFT | HSET k f v f v
            HGET k f | HMGET k f f | HDEL k f | HLEN k | HEXISTS k f | HINCRBY k f n | HSETNX k f v | HSTRLEN k f
            SADD k v v | SREM k v | SCARD k | SISMEMBER k v | SMISMEMBER k v v | SINTERCARD 2 k k | SMOVE k k v
            SDIFFSTORE k k k | SINTERSTORE k k k | SUNIONSTORE k k | ZADD k n v n v | ZADD k NX n v | ZSCORE k v
            ZRANGE k 0 -1 WITHSCORES | ZRANGEBYSCORE k -inf +inf | ZREM k v | ZCARD k | ZINCRBY k n v | ZRANK k v
            ZPOPMIN k | ZMPOP 1 k MIN | ZUNIONSTORE k 2 k k | ZRANGESTORE k k 0 -1 | ZREMRANGEBYRANK k 0 n | ZCOUNT k 0 n
            ZMSCORE k v v | PFADD k v | PFCOUNT k | PFCOUNT k k | PFMERGE k k | SETBIT k n 1 | GETBIT k n | BITCOUNT k
            BITPOS k 1 | BITOP AND k k k | BITFIELD k SET u8 0 n GET u8 0 | BITFIELD_RO k GET u8 0 | GEOADD k 13.3 38.1 v
            GEOPOS k v | GEODIST k v v | GEOSEARCH k FROMLONLAT 13 38 BYRADIUS 500 km ASC | GEORADIUS k 13 38 500 km STORE k
            SORT k ALPHA | SORT k ALPHA STORE k | SORT_RO k ALPHA | XADD k * v | XADD k 1-n f v | XLEN k | XRANGE k - +
            XREAD COUNT 2 STREAMS k 0 | XDEL k 1-1 | XTRIM k MAXLEN 2 | XGROUP CREATE k g 0 MKSTREAM
            XREADGROUP GROUP g c COUNT 1 STREAMS k > | XACK k g 1-1 | EVAL @return@redis.call('SET',KEYS[1],ARGV[1]) 1 k v
            EVAL @return@redis.call('GET',KEYS[1]) 1 k | EVAL_RO @return@redis.call('SET',KEYS[1],'x') 1 k
            EVALSHA ffffffffffffffffffffffffffffffffffffffff 1 k | PING | PING v | ECHO v | DBSIZE | SELECT 1 | SELECT 0
            SELECT 99 | SELECT x | SWAPDB 0 1 | MOVE k 1 | CLIENT SETNAME n | CLIENT GETNAME | CLIENT SETNAME a@b
            CLIENT SETINFO lib-name x | CLIENT NO-EVICT on | CLIENT FOO | CLIENT TRACKINGINFO | CLIENT GETREDIR
            CLIENT CACHING YES | CLIENT REPLY | CLIENT NO-TOUCH off | MULTI | MULTI | EXEC | EXEC | EXEC | DISCARD | WATCH k
            UNWATCH | HELLO | HELLO 2 | HELLO 3 | HELLO 9 | HELLO 2 FOO | RESET | AUTH x | BLPOP k 0.01
            BRPOPLPUSH k k 0.01 | BLMOVE k k LEFT LEFT 0.01 | BZPOPMIN k 0.01 | BLMPOP 0.01 1 k LEFT
            XREAD BLOCK 5 STREAMS k $ | PUBLISH c v | SPUBLISH c v | PUBSUB NUMSUB c | CONFIG GET maxmemory-policy
            COMMAND COUNT | COMMAND GETKEYS MSET k v k v | ACL WHOAMI | FUNCTION LIST LIBRARYNAME x | SCRIPT EXISTS x | FOO | FOO k v
            GET | GET k k | SET k | CONFIG FOO | OBJECT FOO k | READONLY | ASKING | CLUSTER INFO | SUBSCRIBE | TIME x
            EXPIRE k x | LATENCY FOO | SETEX k 0 v | FLUSHDB | SCAN x | HSCAN k x | OBJECT FREQ k | MEMORY USAGE
            SLOWLOG LEN x | SUBSCRIBE c | SUBSCRIBE c | UNSUBSCRIBE c | PSUBSCRIBE c* | PUNSUBSCRIBE c* | PUBLISH c v
            PUBSUB NUMPAT | PUBSUB CHANNELS x | SPUBLISH | CLIENT TRACKING ON | CLIENT TRACKING ON | CLIENT TRACKING OFF
            CLIENT TRACKING ON OPTIN | CLIENT TRACKING ON BCAST PREFIX key:1 | CLIENT TRACKING ON NOLOOP | CLIENT CACHING NO
            CLIENT TRACKING ON REDIRECT 0 | HELLO 3 | HELLO 3 | RESET | FUNCTION LOAD REPLACE library | FUNCTION LOAD library
            FUNCTION DELETE lib | FUNCTION FLUSH | FCALL put 1 k v | FCALL get 1 k | FCALL_RO get 1 k | FCALL_RO put 1 k v
            FCALL foo 0 | XREVRANGE k + - COUNT 2 | XINFO STREAM k | XINFO GROUPS k | XPENDING k g | XGROUP SETID k g 0
            XGROUP CREATECONSUMER k g c | XGROUP DELCONSUMER k g c | XGROUP DESTROY k g | XCLAIM k g c 0 1-n JUSTID
            XAUTOCLAIM k g c 0 0 JUSTID | XREADGROUP GROUP g c STREAMS k 0 | XSETID k 2-0 | XADD k NOMKSTREAM 1-n f v
            XADD k MAXLEN 3 1-n f v | XREAD COUNT 1 STREAMS k k 0 0 | XREADGROUP GROUP g c NOACK STREAMS k >
            HEXPIRE k 1000 FIELDS 1 f | HPERSIST k FIELDS 1 f | HGETDEL k FIELDS 1 f | HGETEX k FIELDS 1 f
            HSETEX k FIELDS 1 f v | ZINTER 2 k k WITHSCORES | ZDIFF 2 k k | ZINTERSTORE k 2 k k | ZPOPMAX k 2 | BITFIELD k GET u8 0
            SORT k BY nosort | LCS k k LEN | GETEX k EX 1000 | GEOSEARCHSTORE k k FROMMEMBER v BYBOX 9 9 km | CLIENT HELP
            EXPIREAT k 1 | XINFO HELP | COPY k k DB 1 | SINTERCARD 1 k LIMIT 1 | ZRANGE k 0 -1 REV | LPOP k 0 | PING x y
            """.strip().split("\\s*[|\n]\\s*", -1);

    private final Random random;

    /// What a cluster answers otherwise than one server: databases, what is asked of any one of its nodes, and what is
    /// special within transactions, which have tests of their own.
    private static final Set<String> NOT_IN_CLUSTER = Set.of(
            "SELECT",
            "SWAPDB",
            "MOVE",
            "CLUSTER",
            "READONLY",
            "ASKING",
            "SLOWLOG",
            "MULTI",
            "WATCH",
            "SUBSCRIBE",
            "PSUBSCRIBE",
            "UNSUBSCRIBE",
            "PUNSUBSCRIBE",
            "PUBSUB",
            "FUNCTION",
            "FCALL",
            "FCALL_RO",
            "PUBLISH");

    /// Tracking knows one node there, and a database is no place to copy to.
    private static final Set<String> WORDS_NOT_IN_CLUSTER = Set.of("TRACKING", "DB");

    private static final String LIBRARY = """
            #!lua name=lib
            redis.register_function('put', function(keys, args) return redis.call('SET', keys[1], args[1]) end)
            redis.register_function{function_name='get', flags={'no-writes'},
              callback=function(keys) return redis.call('GET', keys[1]) end}
            """;

    /// What is split by its keys.
    private static final Set<String> SPLIT = Set.of("MGET", "MSET", "DEL", "UNLINK", "EXISTS", "TOUCH");

    private final boolean cluster;

    CommandMaker(Random random) {
        this(random, false);
    }

    private CommandMaker(Random random, boolean cluster) {
        this.random = random;
        this.cluster = cluster;
    }

    /// Requests whose keys have one slot, apart from those that can be split.
    static CommandMaker ofCluster(Random random) {
        return new CommandMaker(random, true);
    }

    List<String> next() {
        List<String> words = new ArrayList<>();
        String[] template = template();
        boolean split = SPLIT.contains(template[0]);
        for (String word : template) {
            words.add(
                    switch (word) {
                        case "k" -> key(split);
                        case "v" -> value();
                        case "f" -> "field" + random.nextInt(3);
                        case "n" -> Integer.toString(random.nextInt(4));
                        case "library" -> LIBRARY;
                        case "1-n" -> "1-" + random.nextInt(6);
                        default -> word.replace('@', word.startsWith("@return") ? ' ' : '@');
                    });
        }
        if (random.nextInt(10) == 0) {
            words.set(0, words.getFirst().toLowerCase(java.util.Locale.ROOT));
        }
        return words;
    }

    private String[] template() {
        String[] template;
        do {
            template = TEMPLATES[random.nextInt(TEMPLATES.length)].split(" ", -1);
        } while (cluster && isNotInCluster(template));
        return template;
    }

    private static boolean isNotInCluster(String[] template) {
        return NOT_IN_CLUSTER.contains(template[0]) || Arrays.stream(template).anyMatch(WORDS_NOT_IN_CLUSTER::contains);
    }

    private String key(boolean split) {
        String key = "key:" + random.nextInt(8);
        return !cluster || (split && random.nextBoolean()) ? key : "{tag}" + key;
    }

    private String value() {
        return switch (random.nextInt(8)) {
            case 0 -> "";
            case 1 -> "a\r\nb";
            case 2 -> "v".repeat(random.nextInt(5_000));
            case 3 -> "\u00ff\u0000\u0001";
            default -> "value" + random.nextInt(4);
        };
    }
}
