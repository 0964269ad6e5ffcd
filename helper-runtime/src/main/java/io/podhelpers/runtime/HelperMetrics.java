package io.podhelpers.runtime;

import com.sun.management.UnixOperatingSystemMXBean;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.RuntimeMXBean;
import java.util.List;

/// The registry of one process, with what every helper reports of itself: `process_*` as the Prometheus convention
/// names it, and
/// the few JVM figures that explain memory (`jvm_memory_used_bytes`, `jvm_memory_max_bytes`,
/// `jvm_memory_ceiling_bytes`, `jvm_buffer_memory_used_bytes`, `jvm_gc_seconds_total`, `jvm_threads`).
///
/// Micrometer's own JVM binders are left out: they cost classes and start-up time for series that no alert of ours
/// reads.
public final class HelperMetrics {
    private HelperMetrics() {}

    /// A registry with nothing in it.
    public static PrometheusMeterRegistry registry() {
        return new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    }

    /// A registry with the process's own meters.
    public static PrometheusMeterRegistry registryWithProcess() {
        PrometheusMeterRegistry registry = registry();
        bindProcess(registry);
        bindJvm(registry);
        return registry;
    }

    private static void bindProcess(MeterRegistry registry) {
        RuntimeMXBean runtime = ManagementFactory.getRuntimeMXBean();
        Gauge.builder("process_start_time_seconds", runtime, bean -> bean.getStartTime() / 1e3)
                .description("Start of the process since the epoch, in seconds")
                .register(registry);
        Gauge.builder("process_resident_memory_bytes", new ProcMemory(), ProcMemory::residentBytes)
                .description("Resident memory, in bytes")
                .strongReference(true) // nobody else holds it
                .register(registry);
        if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system) {
            FunctionCounter.builder("process_cpu_seconds_total", system, bean -> bean.getProcessCpuTime() / 1e9)
                    .description("User and system CPU time, in seconds")
                    .register(registry);
            Gauge.builder("process_open_fds", system, UnixOperatingSystemMXBean::getOpenFileDescriptorCount)
                    .description("Open file descriptors")
                    .register(registry);
            Gauge.builder("process_max_fds", system, UnixOperatingSystemMXBean::getMaxFileDescriptorCount)
                    .description("Largest number of open file descriptors")
                    .register(registry);
        }
    }

    private static void bindJvm(MeterRegistry registry) {
        for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
            Tags tags = Tags.of("pool", pool.getName());
            Gauge.builder("jvm_memory_used_bytes", pool, bean -> bean.getUsage().getUsed())
                    .tags(tags)
                    .description("Used memory of a JVM pool, in bytes")
                    .register(registry);
            Gauge.builder("jvm_memory_max_bytes", pool, bean -> bean.getUsage().getMax())
                    .tags(tags)
                    .description("Bound of a JVM pool, in bytes; -1 for none")
                    .register(registry);
        }
        new MemoryCeilings()
                .bytes()
                .forEach((part, bytes) -> Gauge.builder("jvm_memory_ceiling_bytes", () -> bytes)
                        .tag("part", part)
                        .description(
                                "Ceiling of a part of the process's memory, in bytes, -1 for none; thread_stack is for each")
                        .register(registry));
        List<BufferPoolMXBean> buffers = ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class);
        for (BufferPoolMXBean buffer : buffers) {
            Gauge.builder("jvm_buffer_memory_used_bytes", buffer, BufferPoolMXBean::getMemoryUsed)
                    .tag("pool", buffer.getName())
                    .description("Memory of buffers outside the heap, in bytes")
                    .register(registry);
        }
        for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
            FunctionCounter.builder("jvm_gc_seconds_total", collector, bean -> bean.getCollectionTime() / 1e3)
                    .tag("collector", collector.getName())
                    .description("Time spent in garbage collection, in seconds")
                    .register(registry);
        }
        Gauge.builder("jvm_threads", ManagementFactory.getThreadMXBean(), bean -> bean.getThreadCount())
                .description("Live platform threads")
                .register(registry);
    }
}
