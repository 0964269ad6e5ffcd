package io.podhelpers.gitsync.sparse;

import java.util.BitSet;
import java.util.Map;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/// Which bytes one place of a pattern accepts. Immutable.
final class ByteSet {
    private static final int BYTES = 256;

    /// Every byte.
    static final ByteSet ANY = of(_ -> true);

    /// Every byte but the slash.
    static final ByteSet NAME = of(b -> b != '/');

    static final ByteSet SLASH = of(b -> b == '/');

    /// The classes of `[[:name:]]`, for ASCII only: that is how git sees them whatever the locale.
    private static final Map<String, IntPredicate> CLASSES = Map.ofEntries(
            Map.entry("alnum", b -> isLower(b) || isUpper(b) || isDigit(b)),
            Map.entry("alpha", b -> isLower(b) || isUpper(b)),
            Map.entry("blank", b -> b == ' ' || b == '\t'),
            Map.entry("cntrl", b -> b < 0x20 || b == 0x7f),
            Map.entry("digit", ByteSet::isDigit),
            Map.entry("graph", b -> b > ' ' && b < 0x7f),
            Map.entry("lower", ByteSet::isLower),
            Map.entry("print", b -> b >= ' ' && b < 0x7f),
            Map.entry("punct", b -> b > ' ' && b < 0x7f && !isLower(b) && !isUpper(b) && !isDigit(b)),
            Map.entry("space", b -> b == ' ' || b == '\t' || b == '\n' || b == '\r'),
            Map.entry("upper", ByteSet::isUpper),
            Map.entry("xdigit", b -> isDigit(b) || (b >= 'a' && b <= 'f') || (b >= 'A' && b <= 'F')));

    private final BitSet bytes;

    private ByteSet(BitSet bytes) {
        this.bytes = bytes;
    }

    private static ByteSet of(IntPredicate accepted) {
        BitSet bytes = new BitSet(BYTES);
        IntStream.range(0, BYTES).filter(accepted).forEach(bytes::set);
        return new ByteSet(bytes);
    }

    static ByteSet one(byte value) {
        return of(b -> b == (value & 0xff));
    }

    boolean has(byte value) {
        return bytes.get(value & 0xff);
    }

    private static boolean isLower(int b) {
        return b >= 'a' && b <= 'z';
    }

    private static boolean isUpper(int b) {
        return b >= 'A' && b <= 'Z';
    }

    private static boolean isDigit(int b) {
        return b >= '0' && b <= '9';
    }

    /// Collects the set between brackets.
    static final class Builder {
        private final BitSet bytes = new BitSet(BYTES);

        void add(int value) {
            bytes.set(value);
        }

        void addRange(int from, int to) {
            if (from <= to) {
                bytes.set(from, to + 1);
            }
        }

        /// Whether there is a class of that name.
        boolean addClass(String name) {
            IntPredicate members = CLASSES.get(name);
            if (members == null) {
                return false;
            }
            IntStream.range(0, BYTES).filter(members).forEach(bytes::set);
            return true;
        }

        /// The set, or all that is not in it; never with a slash, which only a slash matches.
        ByteSet build(boolean negated) {
            if (negated) {
                bytes.flip(0, BYTES);
            }
            bytes.clear('/');
            return new ByteSet(bytes);
        }
    }
}
