package io.podhelpers.redisambassador.topology;

import io.podhelpers.redisambassador.config.Expectation;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/// Lets a primary through only if it is what the user expects: the wrong environment's server must not get a single
/// command. Each process that becomes primary is asked once. One thread.
///
/// A TLS name is not asked here: without the right certificate there is no connection.
final class Gate {
    private final Expectation expected;
    private String passed = "";

    Gate(Expectation expected) {
        this.expected = expected;
    }

    /// Why this primary is not to be used; null if it is the right one.
    @Nullable
    String objection(Node primary, Scout scout) {
        if (primary.runId().equals(passed)) {
            return null;
        }
        String objection = ask(primary, scout);
        passed = objection == null ? primary.runId() : "";
        return objection;
    }

    private @Nullable String ask(Node primary, Scout scout) {
        String runId = expected.runId();
        if (runId != null && !runId.equals(primary.runId())) {
            return primary.address() + " has the run id '" + primary.runId() + "' (expected: '" + runId + "')";
        }
        String key = expected.key();
        if (key == null) {
            return null;
        }
        try {
            String value = scout.valueOf(primary.address(), key);
            // what the wrong server holds is nobody's business here
            return value.equals(expected.value())
                    ? null
                    : primary.address() + " has " + (value.isEmpty() ? "no value" : "another value") + " in '" + key
                            + "' (expected: '" + expected.value() + "')";
        } catch (CompletionException e) {
            return primary.address() + " does not tell what it has in '" + key + "': " + Causes.inWords(e);
        }
    }
}
