package io.podhelpers.logshipper.deliver;

import java.time.Duration;

/// When a batch is full, and how many there are.
///
/// @param mostRecords at most so many in a batch
/// @param mostBytes at most so many bytes, unless one record alone is larger
/// @param linger no record waits longer for others
/// @param pool how many batches there are: one fills, the others wait or are sent
public record BatchSettings(int mostRecords, int mostBytes, Duration linger, int pool) {}
