package io.podhelpers.redisambassador.resp;

import io.netty.buffer.ByteBuf;

/// The part of a request that has not arrived yet: its end is found without keeping any of it.
///
/// Begins within an argument. One request, one thread.
public final class RequestTail {
    private static final int LONGEST_NUMBER = 10;

    private final RequestLimits limits;
    private int arguments;
    private long payload;
    private int lineEnd;
    private boolean inHeader;
    private long number;
    private int digits;

    /// @param arguments that follow the one that has arrived in part
    /// @param payload how much of that one is missing, without its line end
    RequestTail(RequestLimits limits, int arguments, long payload) {
        this.limits = limits;
        this.arguments = arguments;
        this.payload = payload;
    }

    /// Whether the request's last byte has been gone over.
    public boolean isComplete() {
        return arguments < 0;
    }

    /// Goes over what belongs to the request.
    ///
    /// @return the index of the first byte that does not, or that has not arrived
    /// @throws ProtocolException if this cannot become a request
    public int advance(ByteBuf in, int from) {
        int at = from;
        int to = in.writerIndex();
        while (at < to && !isComplete()) {
            if (payload > 0) {
                int step = (int) Math.min(payload, to - at);
                payload -= step;
                at += step;
            } else if (inHeader) {
                header(in.getByte(at++));
            } else {
                lineEnd(in.getByte(at++));
            }
        }
        return at;
    }

    private void lineEnd(byte next) {
        if (next != (lineEnd == 0 ? '\r' : '\n')) {
            throw new ProtocolException("expected a line end after an argument");
        }
        if (++lineEnd == 2) {
            lineEnd = 0;
            arguments--;
            inHeader = true;
            number = 0;
            digits = -1;
        }
    }

    private void header(byte next) {
        if (digits < 0) {
            if (next != '$') {
                throw new ProtocolException("expected '$', got '" + Character.toString(next & 0xff) + "'");
            }
            digits = 0;
        } else if (lineEnd == 1) {
            if (next != '\n') {
                throw new ProtocolException("invalid bulk length");
            }
            lineEnd = 0;
            inHeader = false;
            payload = number;
        } else if (next == '\r' && digits > 0) {
            lineEnd = 1;
        } else {
            digit(next);
        }
    }

    private void digit(byte next) {
        boolean isDigit = next >= '0' && next <= '9' && !(digits == 1 && number == 0);
        number = number * 10 + (next - '0');
        if (!isDigit || ++digits > LONGEST_NUMBER || number > limits.bulkBytes()) {
            throw new ProtocolException("invalid bulk length");
        }
    }
}
