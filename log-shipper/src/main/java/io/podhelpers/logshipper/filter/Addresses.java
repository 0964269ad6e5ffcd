package io.podhelpers.logshipper.filter;

/// Takes from IP addresses what tells one client from another: of IPv4 the last octet, of IPv6 all behind the first
/// 48 bits. The digits become zeros, so the text keeps its length and stays an address.
final class Addresses {
    private static final int OCTETS = 4;
    private static final int GROUPS_KEPT = 3;

    private Addresses() {}

    /// Anonymizes every address in the text.
    static void anonymize(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to) {
            if (!isPart(bytes[at])) {
                at++;
                continue;
            }
            int end = at;
            while (end < to && isPart(bytes[end])) {
                end++;
            }
            word(bytes, at, end);
            at = end;
        }
    }

    private static boolean isPart(byte b) {
        return isHex(b) || b == '.' || b == ':';
    }

    private static boolean isHex(byte b) {
        return (b >= '0' && b <= '9') || (b >= 'a' && b <= 'f') || (b >= 'A' && b <= 'F');
    }

    private static void word(byte[] bytes, int from, int to) {
        int colons = count(bytes, from, to, (byte) ':');
        if (colons < 2) {
            int end = colons == 1 ? indexOf(bytes, from, to) : to; // 10.0.0.1:8080
            ipv4(bytes, from, end);
            return;
        }
        int kept = 0;
        for (int at = from; at < to; at++) {
            if (bytes[at] == ':') {
                // what :: leaves out is zero already: behind it only the interface
                kept = at > from && bytes[at - 1] == ':' ? GROUPS_KEPT : kept + 1;
            } else if (kept >= GROUPS_KEPT && isHex(bytes[at])) {
                bytes[at] = '0';
            }
        }
    }

    private static int indexOf(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to && bytes[at] != ':') {
            at++;
        }
        return at;
    }

    private static int count(byte[] bytes, int from, int to, byte wanted) {
        int count = 0;
        for (int i = from; i < to; i++) {
            count += bytes[i] == wanted ? 1 : 0;
        }
        return count;
    }

    /// Four numbers of up to three digits, nothing else.
    private static void ipv4(byte[] bytes, int from, int to) {
        int octets = 1;
        int digits = 0;
        int last = from;
        int end = to > from && bytes[to - 1] == '.' ? to - 1 : to; // the end of a sentence
        for (int at = from; at < end; at++) {
            if (bytes[at] == '.') {
                if (digits == 0 || digits > 3) {
                    return;
                }
                octets++;
                digits = 0;
                last = at + 1;
            } else if (bytes[at] >= '0' && bytes[at] <= '9') {
                digits++;
            } else {
                return;
            }
        }
        if (octets == OCTETS && digits > 0 && digits <= 3) {
            java.util.Arrays.fill(bytes, last, end, (byte) '0');
        }
    }
}
