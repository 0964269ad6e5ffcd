package io.podhelpers.redisambassador.proxy;

/// What a client's next request waits for.
enum Wait {
    NOTHING,
    /// All that was sent before must be answered.
    ANSWERS,
    /// Half of what may be in flight must be answered.
    ROOM,
    /// The client must read its replies.
    CLIENT,
    /// A reply that changes the session.
    SESSION,
    /// A server that can be reached.
    SERVER,
    /// Nothing more will be read.
    END
}
