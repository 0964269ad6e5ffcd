package io.podhelpers.images;

import static org.assertj.core.api.Assertions.assertThat;

import io.podhelpers.testcontainers.pod.manifest.Manifests;
import io.podhelpers.testcontainers.pod.manifest.Quantity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The JVM's flags beside the limits of the Pod examples. What grows with load is the heap and the buffers beside it;
/// at
/// their ceilings they fit into the limit, together with the rest, which does not grow: written parts of the AOT cache,
/// classes, compiled code, stacks, malloc; and what the kernel keeps for the files it has written. `docs/operators.md`
/// shows the same sum.
final class MemoryArithmeticTest {
    private static final List<String> EXAMPLES =
            List.of("log-sidecar", "push-to-deploy", "adapter", "ambassador", "read-replicas", "all-four");
    private static final long MEBI = 1 << 20;

    /// @param rest MiB, the most that the limit test has seen less the heap, rounded up
    /// @param kernel MiB, what the kernel keeps of 10,000 files: inodes and directory entries
    @ParameterizedTest
    @CsvSource({"nginx-exporter, 24, 0", "log-shipper, 26, 0", "git-sync, 28, 14", "redis-ambassador, 38, 0"})
    void heapAndBuffersAtTheirCeilingsFitIntoTheSmallestLimit(String service, long rest, long kernel)
            throws IOException {
        fits(service, rest, kernel, smallestLimit(service));
    }

    @Test
    void theHeapOfTheVariantWithKafkaFitsIntoTheLimitThatTheLimitTestHolds() throws IOException {
        fits("log-shipper-kafka", 34, 0, LimitsIT.KAFKAS / MEBI);
    }

    private static void fits(String service, long rest, long kernel, long limit) throws IOException {
        String flags = Files.readString(Path.of("../tools/jvm.flags")) + ownFlags(service);
        long heap = last(flags, "-Xmx(\\d+)m");
        long buffers = last(flags, "-XX:MaxDirectMemorySize=(\\d+)m");
        long sum = heap + buffers + rest + kernel;

        assertThat(sum).as(service + " in MiB").isLessThanOrEqualTo(limit);
        assertThat(Files.readString(Path.of("../docs/operators.md")))
                .contains("| " + service + " | " + heap + " | " + buffers + " | " + rest + " | " + kernel + " | " + sum
                        + " | " + limit + " |");
    }

    private static String ownFlags(String service) throws IOException {
        Path own = Path.of("..", service, "src/main/aot/jvm.flags");
        return Files.exists(own) ? "\n" + Files.readString(own) : "";
    }

    private static long last(String flags, String flag) {
        List<MatchResult> found =
                Pattern.compile("(?m)^" + flag + "$").matcher(flags).results().toList();
        assertThat(found).as(flag).isNotEmpty();
        return Long.parseLong(found.getLast().group(1));
    }

    private static long smallestLimit(String service) {
        return EXAMPLES.stream()
                        .flatMap(example -> Manifests.read(Path.of("../k8s", example)).pods().stream())
                        .flatMap(pod -> pod.spec().allContainers())
                        .filter(container -> container.image().startsWith("podhelpers/" + service + ":"))
                        .map(container -> container.resources().memoryLimit().orElseThrow())
                        .mapToLong(Quantity::bytes)
                        .min()
                        .orElseThrow()
                / MEBI;
    }
}
