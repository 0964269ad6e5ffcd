package io.podhelpers.nginxexporter.exposition;

import java.util.Arrays;
import java.util.concurrent.atomic.DoubleAdder;
import java.util.concurrent.atomic.LongAdder;

/// A Prometheus histogram with fixed bounds. Any thread.
public final class Histogram {
    private final double[] bounds;
    private final LongAdder[] buckets;
    private final DoubleAdder sum = new DoubleAdder();

    /// @param bounds upper bounds, ascending, without infinity
    public Histogram(double... bounds) {
        this.bounds = bounds.clone();
        this.buckets = new LongAdder[bounds.length + 1];
        Arrays.setAll(buckets, _ -> new LongAdder());
    }

    public void observe(double value) {
        int found = Arrays.binarySearch(bounds, value);
        buckets[found < 0 ? -found - 1 : found].increment();
        sum.add(value);
    }

    int boundCount() {
        return bounds.length;
    }

    double bound(int index) {
        return bounds[index];
    }

    /// Observations in the bucket of that index alone; the last one is above every bound.
    long inBucket(int index) {
        return buckets[index].sum();
    }

    double sum() {
        return sum.sum();
    }
}
