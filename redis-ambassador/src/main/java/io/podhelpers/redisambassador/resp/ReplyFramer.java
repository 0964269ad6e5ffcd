package io.podhelpers.redisambassador.resp;

import io.netty.buffer.ByteBuf;
import io.podhelpers.redisambassador.table.Bytes;

/// Finds the ends of top-level replies in a server's bytes, RESP2 and RESP3 alike, without keeping any of them.
///
/// Nesting needs no stack: an aggregate only adds its elements to the number still to come. Stops before a reply that
/// is
/// an error or a push when asked to, since those need looking at. One connection, one thread.
public final class ReplyFramer {
    private static final long LONGEST_BULK = 4L << 30;
    private static final long MOST_ELEMENTS = 1L << 40;
    private static final int SHORT_BULK = 1 << 24;

    /// Elements of the current top-level reply still to come; 0 between replies.
    private long elements;
    /// Bytes of the current bulk still to come, its line end counted.
    private long payload;
    private boolean inLine;
    private byte type;
    private long number;
    private boolean negative;

    private int completed;
    /// Of the buffer, during [#advance].
    private long memory;
    private byte stoppedAt;

    /// Goes over at most `most` replies between the indexes; what it did is told by [#completed] and [#stoppedAt].
    ///
    /// @param looking whether to stop before errors and pushes
    /// @return the index of the first byte not gone over: `to`, unless `most` replies are complete or it stopped
    /// @throws ProtocolException if the bytes are no reply; the connection cannot be used any further
    public int advance(ByteBuf in, int from, int to, int most, boolean looking) {
        completed = 0;
        stoppedAt = 0;
        memory = Bytes.memory(in);
        int at = from;
        while (at < to) {
            at = wholeBulks(in, at, to, most);
            if (at == to) {
                return at;
            }
            if (payload > 0) {
                int step = (int) Math.min(payload, to - at);
                at += step;
                payload -= step;
                if (payload == 0) {
                    elementDone();
                }
                continue;
            }
            if (!inLine) {
                byte first = Bytes.at(in, memory, at);
                if (elements == 0) {
                    if (completed == most) {
                        return at;
                    }
                    if (looking && (first == '-' || first == '>')) {
                        stoppedAt = first;
                        return at;
                    }
                    elements = 1;
                }
                beginLine(first);
                at++;
            }
            at = line(in, at, to);
        }
        return at;
    }

    /// Passes over the bulk strings that are whole, which most replies are, without remembering where it is in them.
    private int wholeBulks(ByteBuf in, int from, int to, int most) {
        int at = from;
        while (elements == 0 && completed < most && to - at > 4 && Bytes.at(in, memory, at) == '$') {
            int i = at + 1;
            int length = 0;
            int digit = Bytes.at(in, memory, i) - '0';
            while (digit >= 0 && digit <= 9 && length < SHORT_BULK && i + 1 < to) {
                length = length * 10 + digit;
                digit = Bytes.at(in, memory, ++i) - '0';
            }
            boolean whole =
                    i > at + 1 && to - i >= length + 4 && digit == '\r' - '0' && Bytes.at(in, memory, i + 1) == '\n';
            if (!whole) {
                return at;
            }
            at = i + length + 4;
            completed++;
        }
        return at;
    }

    private void beginLine(byte first) {
        type = first;
        number = 0;
        negative = false;
        inLine = true;
    }

    private int line(ByteBuf in, int from, int to) {
        return switch (type) {
            case '$', '*', '%', '~', '>', '|', '=', '!' -> numberLine(in, from, to);
            case '+', '-', ':', '_', '#', ',', '(' -> textLine(in, from, to);
            default ->
                throw new ProtocolException(
                        "reply type: " + (type & 0xff) + " (expected: one of + - : $ * _ # , ( ! = % ~ > |)");
        };
    }

    private int textLine(ByteBuf in, int from, int to) {
        for (int at = from; at < to; at++) {
            if (Bytes.at(in, memory, at) == '\n') {
                inLine = false;
                elementDone();
                return at + 1;
            }
        }
        return to;
    }

    private int numberLine(ByteBuf in, int from, int to) {
        for (int at = from; at < to; at++) {
            byte character = Bytes.at(in, memory, at);
            if (character >= '0' && character <= '9') {
                number = number * 10 + (character - '0');
                if (number > MOST_ELEMENTS) {
                    throw new ProtocolException("reply length: more than " + MOST_ELEMENTS);
                }
            } else if (character == '\n') {
                inLine = false;
                header();
                return at + 1;
            } else if (character == '-') {
                negative = true;
            } else if (character != '\r') {
                throw new ProtocolException("reply length: character " + (character & 0xff) + " (expected: a digit)");
            }
        }
        return to;
    }

    private void header() {
        if (negative) {
            elementDone();
            return;
        }
        switch (type) {
            case '$', '=', '!' -> {
                if (number > LONGEST_BULK) {
                    throw new ProtocolException("bulk length: " + number + " (expected: 0.." + LONGEST_BULK + ")");
                }
                payload = number + 2;
            }
            case '%' -> aggregate(2 * number);
            case '|' -> aggregate(2 * number + 1); // attributes precede the element they belong to
            default -> aggregate(number);
        }
    }

    private void aggregate(long more) {
        elements += more;
        if (elements > MOST_ELEMENTS) {
            throw new ProtocolException("elements of a reply: " + elements + " (expected: 0.." + MOST_ELEMENTS + ")");
        }
        elementDone();
    }

    private void elementDone() {
        if (--elements == 0) {
            completed++;
        }
    }

    /// Replies that ended in the last [#advance].
    public int completed() {
        return completed;
    }

    /// `-` or `>` if the last [#advance] stopped before such a reply, else 0.
    public byte stoppedAt() {
        return stoppedAt;
    }

    /// Whether the last byte seen was the last of a reply.
    public boolean isBetweenReplies() {
        return elements == 0;
    }
}
