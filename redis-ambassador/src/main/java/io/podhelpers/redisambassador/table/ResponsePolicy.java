package io.podhelpers.redisambassador.table;

/// How the replies of several servers become one: the tip `response_policy`.
public enum ResponsePolicy {
    /// With keys: the elements in the order of the keys; without: any order.
    DEFAULT,
    ONE_SUCCEEDED,
    ALL_SUCCEEDED,
    AGG_LOGICAL_AND,
    AGG_LOGICAL_OR,
    AGG_MIN,
    AGG_MAX,
    AGG_SUM,
    SPECIAL
}
