package io.podhelpers.testcontainers;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FreePortsTest {
    @Test
    void noPortComesTwiceAndNoneIsOfTheKernelsOwnRange() throws Exception {
        Set<Integer> ports = new HashSet<>();
        for (int i = 0; i < 1000; i++) {
            assertThat(ports.add(FreePorts.next())).isTrue();
        }
        assertThat(ports).allMatch(port -> port > 1023 && port < 32_768);
    }

    @Test
    void aPortInUseIsLeftOut() throws Exception {
        int port = FreePorts.next();
        try (ServerSocket taken = new ServerSocket()) {
            taken.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port + 1));

            assertThat(FreePorts.next()).isNotEqualTo(port + 1);
        }
    }
}
