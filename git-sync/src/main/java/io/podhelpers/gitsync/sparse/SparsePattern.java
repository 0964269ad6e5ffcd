package io.podhelpers.gitsync.sparse;

import java.util.Arrays;

/// One line of a pattern file, or the pattern of a line in `.gitattributes`.
///
/// The part before the first wildcard is compared as it is; what follows is a [Glob] of its own. That is more than
/// speed:
/// two stars right behind that part begin the glob, so `a**/b` means for git what `a` followed by `**/b` would.
public final class SparsePattern {
    private final boolean wanted;
    private final boolean directoriesOnly;
    private final boolean anywhere;
    private final byte[] literal;
    private final Glob rest;
    private final boolean onlyLiteral;

    private SparsePattern(boolean wanted, boolean directoriesOnly, boolean anywhere, byte[] literal, byte[] rest) {
        this.wanted = wanted;
        this.directoriesOnly = directoriesOnly;
        this.anywhere = anywhere;
        this.literal = literal;
        this.rest = Glob.compile(rest);
        this.onlyLiteral = rest.length == 0;
    }

    /// Reads a line that is neither empty nor a comment.
    ///
    /// @param line without its line end and its trailing spaces
    public static SparsePattern parse(byte[] line) {
        int from = 0;
        int to = line.length;
        boolean negated = from < to && line[from] == '!';
        if (negated) {
            from++;
        }
        boolean directoriesOnly = from < to && line[to - 1] == '/';
        if (directoriesOnly) {
            to--;
        }
        boolean anywhere = indexOf(line, '/', from, to) < 0;
        if (from < to && line[from] == '/') {
            from++;
        }
        int wildcard = from;
        while (wildcard < to && "*?[\\".indexOf(line[wildcard]) < 0) {
            wildcard++;
        }
        return new SparsePattern(
                !negated,
                directoriesOnly,
                anywhere,
                Arrays.copyOfRange(line, from, wildcard),
                Arrays.copyOfRange(line, wildcard, to));
    }

    /// What the line decides if it matches: in, or out again.
    public boolean wanted() {
        return wanted;
    }

    /// Whether the line speaks of this very path, as opposed to one above it.
    public boolean matches(byte[] path, int length, boolean directory) {
        if (directoriesOnly && !directory) {
            return false;
        }
        int from = anywhere ? lastSlash(path, length) + 1 : 0;
        int behind = from + literal.length;
        if (behind > length || !Arrays.equals(path, from, behind, literal, 0, literal.length)) {
            return false;
        }
        return onlyLiteral ? behind == length && literal.length > 0 : rest.matches(path, behind, length);
    }

    private static int lastSlash(byte[] path, int length) {
        int at = length - 1;
        while (at >= 0 && path[at] != '/') {
            at--;
        }
        return at;
    }

    private static int indexOf(byte[] text, char wanted, int from, int to) {
        for (int at = from; at < to; at++) {
            if (text[at] == wanted) {
                return at;
            }
        }
        return -1;
    }
}
