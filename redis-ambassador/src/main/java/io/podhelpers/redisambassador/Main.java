package io.podhelpers.redisambassador;

import io.podhelpers.runtime.CommandLineRunner;

/// The program.
public final class Main {
    static final String NAME = "redis-ambassador";

    private Main() {}

    public static void main(String[] args) {
        System.exit(CommandLineRunner.run(NAME, new AmbassadorCommand(), AmbassadorCommand.VARIABLES, args));
    }
}
