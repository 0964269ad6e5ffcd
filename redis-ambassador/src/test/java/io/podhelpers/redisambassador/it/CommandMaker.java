package io.podhelpers.redisambassador.it;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

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
            COMMAND COUNT | COMMAND GETKEYS MSET k v k v | ACL WHOAMI | FUNCTION LIST | SCRIPT EXISTS x | FOO | FOO k v
            GET | GET k k | SET k | CONFIG FOO | OBJECT FOO k | READONLY | ASKING | CLUSTER INFO | SUBSCRIBE | TIME x
            EXPIRE k x | LATENCY FOO | SETEX k 0 v | FLUSHDB | SCAN x | HSCAN k x | OBJECT FREQ k | MEMORY USAGE
            SLOWLOG LEN x
            """.strip().split("\\s*[|\n]\\s*", -1);

    private final Random random;

    CommandMaker(Random random) {
        this.random = random;
    }

    List<String> next() {
        List<String> words = new ArrayList<>();
        for (String word : TEMPLATES[random.nextInt(TEMPLATES.length)].split(" ", -1)) {
            words.add(
                    switch (word) {
                        case "k" -> "key:" + random.nextInt(8);
                        case "v" -> value();
                        case "f" -> "field" + random.nextInt(3);
                        case "n" -> Integer.toString(random.nextInt(4));
                        case "1-n" -> "1-" + random.nextInt(6);
                        default -> word.replace('@', word.startsWith("@return") ? ' ' : '@');
                    });
        }
        if (random.nextInt(10) == 0) {
            words.set(0, words.getFirst().toLowerCase(java.util.Locale.ROOT));
        }
        return words;
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
