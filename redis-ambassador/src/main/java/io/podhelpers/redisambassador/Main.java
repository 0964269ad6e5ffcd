package io.podhelpers.redisambassador;

import io.podhelpers.runtime.CommandLineRunner;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;

/// Where the process starts.
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        AmbassadorCommand command = new AmbassadorCommand();
        System.exit(CommandLineRunner.run(
                "redis-ambassador", command, AmbassadorCommand.VARIABLES, args, System.getenv(), out, err));
    }
}
