package io.podhelpers.logshipper.kafka;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/// Tests with a real broker, one for all tests of a class.
abstract class WithBroker {
    @TempDir
    private static Path home;

    private static Broker broker;

    @TempDir
    private Path directory;

    @BeforeAll
    static void start() throws IOException, InterruptedException {
        broker = new Broker(home);
        broker.start();
    }

    @AfterAll
    static void end() {
        broker.close();
    }

    static Broker broker() {
        return broker;
    }

    /// A directory of the test's own.
    Path directory() {
        return directory;
    }
}
