package io.podhelpers.nginxexporter.nginx;

/// What one answer of stub_status says, all seven figures of the same moment.
///
/// @param active client connections now, those waiting included
/// @param accepted connections since nginx started
/// @param handled those of `accepted` that were not dropped for want of a resource
/// @param requests requests since nginx started
/// @param reading connections whose request header is being read
/// @param writing connections whose answer is being written
/// @param waiting idle connections kept alive
public record StubStatus(
        long active, long accepted, long handled, long requests, long reading, long writing, long waiting)
        implements NginxSnapshot {
    /// Accepted, but closed at once because a limit (worker_connections) was reached.
    public long dropped() {
        return Math.max(0, accepted - handled);
    }

    /// Whether nginx was started anew between the two: its counters begin at zero then.
    @Override
    public boolean restartedSince(NginxSnapshot before) {
        return before instanceof StubStatus earlier && (accepted < earlier.accepted || requests < earlier.requests);
    }
}
