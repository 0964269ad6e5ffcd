package io.podhelpers.redisambassador.table;

import io.netty.buffer.ByteBuf;

/// The arguments of one request where they lie in the buffer; argument 0 is the command's name.
///
/// Valid only as long as the buffer's content is: nothing here is copied.
public interface Arguments {
    int count();

    ByteBuf buffer();

    /// Where the argument's bytes begin in [#buffer].
    int index(int argument);

    int length(int argument);
}
