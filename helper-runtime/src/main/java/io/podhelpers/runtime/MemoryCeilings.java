package io.podhelpers.runtime;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/// The ceiling of each part of this process's memory, as the JVM's flags set them. What is not listed (the JVM's own
/// code and tables, malloc) does not grow with load.
public final class MemoryCeilings {
    private static final long KIBI = 1024;

    private final HotSpotDiagnosticMXBean flags = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);

    /// The parts and their bytes, -1 for none; `thread_stack` is for each thread.
    public Map<String, Long> bytes() {
        Map<String, Long> bytes = new LinkedHashMap<>();
        bytes.put("heap", flag("MaxHeapSize"));
        bytes.put("metaspace", flag("MaxMetaspaceSize"));
        bytes.put("code_cache", flag("ReservedCodeCacheSize"));
        bytes.put("direct_buffers", directBuffers());
        bytes.put("thread_stack", flag("ThreadStackSize") * KIBI);
        return bytes;
    }

    /// Without a flag of its own it is that of the heap.
    private long directBuffers() {
        long own = flag("MaxDirectMemorySize");
        return own <= 0 ? flag("MaxHeapSize") : own;
    }

    private long flag(String name) {
        String text = flags.getVMOption(name).getValue();
        // without a limit it is 2^64 less a page, or -1
        return text.startsWith("-") ? -1 : Long.parseUnsignedLong(text) & Long.MAX_VALUE;
    }

    /// For people: `heap 32Mi, metaspace 16Mi, …`.
    @Override
    public String toString() {
        return bytes().entrySet().stream()
                .map(part -> part.getKey().replace('_', ' ') + " " + size(part.getValue()))
                .collect(Collectors.joining(", "));
    }

    private static String size(long bytes) {
        return bytes < 0 ? "without" : new ByteSize(bytes).toString();
    }
}
