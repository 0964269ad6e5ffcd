package io.podhelpers.nginxexporter;

import com.sun.management.UnixOperatingSystemMXBean;
import io.podhelpers.nginxexporter.exposition.Family;
import io.podhelpers.nginxexporter.exposition.Labels;
import io.podhelpers.nginxexporter.exposition.MetricWriter;
import io.podhelpers.runtime.MemoryCeilings;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/// What every helper says of its own process: the families of `HelperMetrics`, written without a registry.
///
/// The exporter has no meter of its own that needs one, and half of a scrape's time went into it.
final class ProcessFamilies {
    private static final Path STATM = Path.of("/proc/self/statm");
    private static final int PAGE_BYTES = 4096;

    private static final Family BUFFERS =
            Family.gauge("jvm_buffer_memory_used_bytes", "Memory of buffers outside the heap, in bytes");
    private static final Family GC =
            Family.counter("jvm_gc_seconds_total", "Time spent in garbage collection, in seconds");
    private static final Family CEILINGS = Family.gauge(
            "jvm_memory_ceiling_bytes",
            "Ceiling of a part of the process's memory, in bytes, -1 for none; thread_stack is for each");
    private static final Family MEMORY_MAX =
            Family.gauge("jvm_memory_max_bytes", "Bound of a JVM pool, in bytes; -1 for none");
    private static final Family MEMORY_USED =
            Family.gauge("jvm_memory_used_bytes", "Used memory of a JVM pool, in bytes");
    private static final Family THREADS = Family.gauge("jvm_threads", "Live platform threads");
    private static final Family CPU =
            Family.counter("process_cpu_seconds_total", "User and system CPU time, in seconds");
    private static final Family MAX_FDS = Family.gauge("process_max_fds", "Largest number of open file descriptors");
    private static final Family OPEN_FDS = Family.gauge("process_open_fds", "Open file descriptors");
    private static final Family RESIDENT = Family.gauge("process_resident_memory_bytes", "Resident memory, in bytes");
    private static final Family START =
            Family.gauge("process_start_time_seconds", "Start of the process since the epoch, in seconds");

    private final Map<String, MemoryPoolMXBean> memory;
    private final Map<String, BufferPoolMXBean> buffers;
    private final Map<String, GarbageCollectorMXBean> collectors;
    private final Map<String, Long> ceilings;
    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    private final double start = ManagementFactory.getRuntimeMXBean().getStartTime() / 1e3;
    private final UnixOperatingSystemMXBean system =
            (UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    ProcessFamilies() {
        memory = byLabel("pool", ManagementFactory.getMemoryPoolMXBeans(), MemoryPoolMXBean::getName);
        buffers = byLabel(
                "pool", ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class), BufferPoolMXBean::getName);
        ceilings = ceilings();
        collectors =
                byLabel("collector", ManagementFactory.getGarbageCollectorMXBeans(), GarbageCollectorMXBean::getName);
    }

    private static Map<String, Long> ceilings() {
        Map<String, Long> byLabel = new LinkedHashMap<>();
        new MemoryCeilings()
                .bytes()
                .forEach((part, bytes) -> byLabel.put(Labels.of(new TreeMap<>(Map.of("part", part))), bytes));
        return byLabel;
    }

    private static <T> Map<String, T> byLabel(String label, List<T> beans, Function<T, String> name) {
        Map<String, T> byLabel = new LinkedHashMap<>();
        beans.forEach(bean -> byLabel.put(Labels.of(new TreeMap<>(Map.of(label, name.apply(bean)))), bean));
        return byLabel;
    }

    void write(MetricWriter writer) {
        writer.family(BUFFERS);
        buffers.forEach((labels, pool) -> writer.sample(labels, pool.getMemoryUsed()));
        writer.family(GC);
        collectors.forEach((labels, collector) -> writer.sample(labels, collector.getCollectionTime() / 1e3));
        writer.family(CEILINGS);
        ceilings.forEach(writer::sample);
        writer.family(MEMORY_MAX);
        memory.forEach((labels, pool) -> writer.sample(labels, pool.getUsage().getMax()));
        writer.family(MEMORY_USED);
        memory.forEach((labels, pool) -> writer.sample(labels, pool.getUsage().getUsed()));
        writer.family(THREADS).sample(Labels.NONE, threads.getThreadCount());
        writer.family(CPU).sample(Labels.NONE, system.getProcessCpuTime() / 1e9);
        writer.family(MAX_FDS).sample(Labels.NONE, system.getMaxFileDescriptorCount());
        writer.family(OPEN_FDS).sample(Labels.NONE, system.getOpenFileDescriptorCount());
        writer.family(RESIDENT).sample(Labels.NONE, residentBytes());
        writer.family(START).sample(Labels.NONE, start);
    }

    /// proc(5): the second field counts resident pages.
    private static double residentBytes() {
        try {
            return (double) Long.parseLong(Files.readString(STATM).split(" ", 3)[1]) * PAGE_BYTES;
        } catch (IOException e) {
            return Double.NaN;
        }
    }
}
