package io.podhelpers.redisambassador.resp;

import io.netty.buffer.ByteBuf;
import io.podhelpers.redisambassador.table.Arguments;
import io.podhelpers.redisambassador.table.Bytes;
import java.util.Arrays;

/// Finds the end of one request after the other in a client's bytes, and where its arguments lie.
///
/// A request may arrive in any number of pieces: [#frame] goes on where it stopped, as long as the request's first
/// bytes are still in the buffer it is given (which may be another buffer than before). Nothing is copied; positions
/// are
/// kept relative to the request's first byte. One client, one thread.
///
/// See [the protocol](https://redis.io/docs/latest/develop/reference/protocol-spec/).
public final class RequestFramer implements Arguments {
    /// What [#frame] found.
    public enum Found {
        /// A whole request; [#end] tells where the next one begins.
        REQUEST,
        /// Nothing to do up to [#end]: an empty line or an empty array.
        NOTHING,
        /// A line that is not an array: to be read by [InlineRequest].
        INLINE,
        /// The request's end has not arrived.
        INCOMPLETE
    }

    private static final int NOT_READ = -1;
    private static final int LONGEST_NUMBER = 20;
    /// An argument table that grew beyond this is given back after its request.
    private static final int KEPT_ARGUMENTS = 1024;

    private final RequestLimits limits;
    private int[] offsets = new int[16];
    private int[] lengths = new int[16];

    private ByteBuf buffer = io.netty.buffer.Unpooled.EMPTY_BUFFER;
    /// Of the buffer, during [#frame].
    private long memory;
    private int start;
    private int end;

    private int count = NOT_READ;
    private int seen;
    private int position;
    private int bulk = NOT_READ;

    private long number;
    private int afterNumber;

    public RequestFramer(RequestLimits limits) {
        this.limits = limits;
    }

    /// Looks for the end of the request that begins at `from`.
    ///
    /// @throws ProtocolException if this cannot become a request; the connection cannot be used any further
    public Found frame(ByteBuf in, int from) {
        buffer = in;
        memory = Bytes.memory(in);
        start = from;
        if (count == NOT_READ) {
            if (from == in.writerIndex()) {
                return Found.INCOMPLETE;
            }
            if (Bytes.at(in, memory, from) != '*') {
                return inline(in, from);
            }
            if (!readNumber(in, from + 1, "mbulk count string", "invalid multibulk length")) {
                return Found.INCOMPLETE;
            }
            begin();
            if (count == 0) {
                return finish(from + position, Found.NOTHING);
            }
        }
        return arguments(in, from);
    }

    private void begin() {
        if (number > limits.arguments()) {
            throw new ProtocolException("invalid multibulk length");
        }
        count = (int) Math.max(0, number);
        seen = 0;
        bulk = NOT_READ;
        position = afterNumber - start;
        if (offsets.length > KEPT_ARGUMENTS && count <= KEPT_ARGUMENTS) {
            offsets = new int[KEPT_ARGUMENTS];
            lengths = new int[KEPT_ARGUMENTS];
        }
    }

    private Found arguments(ByteBuf in, int from) {
        int limit = in.writerIndex();
        while (seen < count) {
            if (bulk == NOT_READ && !readBulkLength(in, from + position)) {
                return Found.INCOMPLETE;
            }
            if (limit - from - position < bulk + 2) {
                return Found.INCOMPLETE;
            }
            int lineEnd = from + position + bulk;
            if (Bytes.at(in, memory, lineEnd) != '\r' || Bytes.at(in, memory, lineEnd + 1) != '\n') {
                throw new ProtocolException("expected a line end after " + bulk + " bytes");
            }
            if (seen == offsets.length) {
                grow();
            }
            offsets[seen] = position;
            lengths[seen++] = bulk;
            position += bulk + 2;
            bulk = NOT_READ;
        }
        return finish(from + position, Found.REQUEST);
    }

    private boolean readBulkLength(ByteBuf in, int at) {
        if (at >= in.writerIndex()) {
            return false;
        }
        byte sign = Bytes.at(in, memory, at);
        if (sign != '$') {
            throw new ProtocolException("expected '$', got '" + printable(sign) + "'");
        }
        if (!readNumber(in, at + 1, "bulk count string", "invalid bulk length")) {
            return false;
        }
        if (number < 0 || number > limits.bulkBytes()) {
            throw new ProtocolException("invalid bulk length");
        }
        bulk = (int) number;
        position = afterNumber - start;
        return true;
    }

    private Found finish(int at, Found found) {
        end = at;
        count = found == Found.REQUEST ? count : NOT_READ;
        if (found == Found.REQUEST) {
            argumentCount = count;
            count = NOT_READ;
        }
        return found;
    }

    private int argumentCount;

    /// Reads a line that holds a number; false if its end has not arrived. Sets [#number] and [#afterNumber].
    ///
    /// Unlike Redis it looks for the line feed, too: no server must see other requests here than we do.
    private boolean readNumber(ByteBuf in, int at, String what, String invalid) {
        int limit = in.writerIndex();
        return isDigitAlone(in, at, limit) || readAnyNumber(in, at, limit, what, invalid);
    }

    /// Most numbers have one digit.
    private boolean isDigitAlone(ByteBuf in, int at, int limit) {
        if (limit - at < 3) {
            return false;
        }
        int digit = Bytes.at(in, memory, at) - '0';
        boolean alone = digit >= 0
                && digit <= 9
                && Bytes.at(in, memory, at + 1) == '\r'
                && Bytes.at(in, memory, at + 2) == '\n';
        if (alone) {
            number = digit;
            afterNumber = at + 3;
        }
        return alone;
    }

    private boolean readAnyNumber(ByteBuf in, int at, int limit, String what, String invalid) {
        long value = 0;
        int i = at;
        boolean negative = i < limit && Bytes.at(in, memory, i) == '-';
        if (negative) {
            i++;
        }
        int firstDigit = i;
        for (; i < limit; i++) {
            byte digit = Bytes.at(in, memory, i);
            if (digit == '\r') {
                break;
            }
            if (digit < '0' || digit > '9' || (i > firstDigit && Bytes.at(in, memory, firstDigit) == '0')) {
                throw new ProtocolException(invalid);
            }
            if (i - at > LONGEST_NUMBER) {
                throw new ProtocolException("too big " + what);
            }
            value = value * 10 + (digit - '0');
        }
        if (i + 1 >= limit) {
            return false;
        }
        if (i == firstDigit || value < 0 || (negative && value == 0) || Bytes.at(in, memory, i + 1) != '\n') {
            throw new ProtocolException(invalid);
        }
        number = negative ? -value : value;
        afterNumber = i + 2;
        return true;
    }

    private Found inline(ByteBuf in, int from) {
        int newline = in.indexOf(from, in.writerIndex(), (byte) '\n');
        int length = (newline < 0 ? in.writerIndex() : newline) - from;
        if (length > limits.inlineBytes()) {
            throw new ProtocolException("too big inline request");
        }
        if (newline < 0) {
            return Found.INCOMPLETE;
        }
        end = newline + 1;
        boolean empty = length == 0 || (length == 1 && Bytes.at(in, memory, from) == '\r');
        return empty ? Found.NOTHING : Found.INLINE;
    }

    private void grow() {
        int size = Math.min(offsets.length * 4, limits.arguments());
        offsets = Arrays.copyOf(offsets, size);
        lengths = Arrays.copyOf(lengths, size);
    }

    private static String printable(byte character) {
        return Character.toString(character & 0xff);
    }

    /// Where the next request begins.
    public int end() {
        return end;
    }

    /// The length of the argument that has arrived in part, after [Found#INCOMPLETE]; -1 if none has.
    public int unfinishedBulk() {
        return count == NOT_READ ? NOT_READ : bulk;
    }

    /// How many arguments the unfinished request will have.
    public int announced() {
        return count;
    }

    /// Lets [#count] and the others tell of the arguments of the unfinished request that have arrived.
    public Arguments arrived() {
        argumentCount = seen;
        return this;
    }

    /// Gives up the unfinished request, all of whose bytes in the buffer are taken; what is missing is for another to
    /// go over. There must be an [#unfinishedBulk].
    public RequestTail abandon() {
        int arrived = buffer.writerIndex() - start - position;
        RequestTail tail = new RequestTail(limits, count - seen - 1, Math.max(0, bulk - arrived));
        tail.advance(buffer, start + position + Math.min(bulk, arrived));
        count = NOT_READ;
        return tail;
    }

    /// How many more bytes the unfinished request needs at least, for sizing a buffer.
    public int missing(int available) {
        return count == NOT_READ || bulk == NOT_READ ? 0 : Math.max(0, position + bulk + 2 - available);
    }

    @Override
    public int count() {
        return argumentCount;
    }

    @Override
    public ByteBuf buffer() {
        return buffer;
    }

    @Override
    public int index(int argument) {
        return start + offsets[argument];
    }

    @Override
    public int length(int argument) {
        return lengths[argument];
    }
}
