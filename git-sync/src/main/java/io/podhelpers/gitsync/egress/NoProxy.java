package io.podhelpers.gitsync.egress;

import io.podhelpers.runtime.UserError;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// The servers of `no_proxy`, separated by commas or spaces: a name stands for itself and all below it, with or without
/// a dot in front; an address for itself; `10.0.0.0/8` for a network; `*` for all (curl(1), `--noproxy`).
///
/// A port behind a name, which Go's clients read, is left out of account.
final class NoProxy {
    private final List<String> names;
    private final List<Network> networks;
    private final boolean all;

    private NoProxy(List<String> names, List<Network> networks, boolean all) {
        this.names = names;
        this.networks = networks;
        this.all = all;
    }

    /// @param text the variable's value, empty for no server
    static NoProxy parse(String text) {
        List<String> entries = Arrays.stream(text.toLowerCase(Locale.ROOT).split("[,\\s]+"))
                .map(NoProxy::bare)
                .filter(entry -> !entry.isEmpty())
                .toList();
        return new NoProxy(
                entries.stream().filter(entry -> !Network.isOne(entry)).toList(),
                entries.stream().filter(Network::isOne).map(Network::parse).toList(),
                entries.contains("*"));
    }

    private static String bare(String entry) {
        String name = entry.replaceFirst("^\\*?\\.", "").replaceFirst("\\.$", "");
        return name.matches("[^:]+:\\d+") ? name.substring(0, name.indexOf(':')) : name.replaceAll("[\\[\\]]", "");
    }

    boolean isEmpty() {
        return names.isEmpty() && networks.isEmpty();
    }

    /// Whether a server is to be reached without a proxy.
    ///
    /// @param host its name or address as the URL has it
    boolean has(String host) {
        String name = host.toLowerCase(Locale.ROOT).replaceAll("[\\[\\]]", "").replaceFirst("\\.$", "");
        if (all || names.stream().anyMatch(entry -> name.equals(entry) || name.endsWith("." + entry))) {
            return true;
        }
        return Network.isAddress(name) && networks.stream().anyMatch(network -> network.has(Network.address(name)));
    }

    /// An address, or a range of them: `10.0.0.0/8`.
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Network(byte[] address, int bits) {
        static boolean isAddress(String text) {
            return text.matches("\\d+\\.\\d+\\.\\d+\\.\\d+") || text.contains(":");
        }

        static boolean isOne(String entry) {
            int slash = entry.indexOf('/');
            return isAddress(slash < 0 ? entry : entry.substring(0, slash));
        }

        static Network parse(String entry) {
            int slash = entry.indexOf('/');
            byte[] address = address(slash < 0 ? entry : entry.substring(0, slash));
            int most = address.length * Byte.SIZE;
            String bits = slash < 0 ? "" + most : entry.substring(slash + 1);
            if (!bits.matches("\\d{1,3}") || Integer.parseInt(bits) > most) {
                throw new UserError("no_proxy: " + entry + " (expected: a network such as 10.0.0.0/8)");
            }
            return new Network(address, Integer.parseInt(bits));
        }

        static byte[] address(String text) {
            try {
                return InetAddress.ofLiteral(text).getAddress();
            } catch (IllegalArgumentException e) {
                throw new UserError("no_proxy: " + text + " (expected: an address, a network or a name)", e);
            }
        }

        boolean has(byte[] other) {
            if (other.length != address.length) {
                return false;
            }
            for (int bit = 0; bit < bits; bit++) {
                int mask = 0x80 >> (bit % Byte.SIZE);
                if (((address[bit / Byte.SIZE] ^ other[bit / Byte.SIZE]) & mask) != 0) {
                    return false;
                }
            }
            return true;
        }
    }
}
