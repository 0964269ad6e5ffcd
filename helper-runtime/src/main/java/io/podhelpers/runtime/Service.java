package io.podhelpers.runtime;

import java.io.IOException;

/// One helper as [ProcessLife] runs it: started once, stopped once, both on the main thread.
public interface Service {
    /// Opens ports and begins to work; returns when probes may ask.
    ///
    /// @throws UserError when the user can mend what hinders it (a port in use, an unreadable file)
    void start() throws IOException, InterruptedException;

    /// Ends the work in flight, at the latest by the deadline, and closes what [#start] opened.
    ///
    /// @return the exit code: 0 if nothing was left undone
    int stop(Deadline deadline) throws InterruptedException;
}
