package io.podhelpers.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class MemoryCeilingsTest {
    private final Map<String, Long> bytes = new MemoryCeilings().bytes();

    @Test
    void nameEachPart() {
        assertThat(bytes.keySet()).containsExactly("heap", "metaspace", "code_cache", "direct_buffers", "thread_stack");
        // no flag sets it in this test's own process
        assertThat(bytes).containsEntry("metaspace", -1L);
        assertThat(new MemoryCeilings().toString()).contains(", metaspace without, ");
    }

    @Test
    void areWhatTheJvmItselfSays() {
        long codeCache = ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getName().startsWith("Code"))
                .map(MemoryPoolMXBean::getUsage)
                .mapToLong(usage -> usage.getMax())
                .sum();
        assertThat(bytes).containsEntry("code_cache", codeCache);
        assertThat(bytes.get("heap"))
                .isGreaterThanOrEqualTo(Runtime.getRuntime().maxMemory());
    }

    @Test
    void areAmongTheMetricsAndInTheHelp() {
        assertThat(HelperMetrics.registryWithProcess().scrape("text/plain; version=0.0.4; charset=utf-8"))
                .contains("jvm_memory_ceiling_bytes{part=\"direct_buffers\"} ");
        assertThat(new MemoryCeilings().toString()).startsWith("heap ").contains(", thread stack ");
    }
}
