package io.podhelpers.logshipper.filter;

/// Draws a share of the lines, by a hash of where they stand and not by chance: a line that is read again after a
/// crash is drawn again or is not again.
final class Sampler {
    private static final int BITS = 53;

    private final long limit;

    /// @param share more than 0 up to 1
    Sampler(double share) {
        limit = (long) (share * (1L << BITS));
    }

    boolean keeps(long content, long offset) {
        // the finisher of SplitMix64: every bit of the result depends on every bit of both
        long mixed = content * 0x9e3779b97f4a7c15L + offset;
        mixed = (mixed ^ (mixed >>> 30)) * 0xbf58476d1ce4e5b9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
        mixed ^= mixed >>> 31;
        return mixed >>> (Long.SIZE - BITS) < limit;
    }
}
