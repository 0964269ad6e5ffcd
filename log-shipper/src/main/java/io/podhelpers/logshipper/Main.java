package io.podhelpers.logshipper;

import io.podhelpers.runtime.CommandLineRunner;
import io.podhelpers.runtime.EnvironmentNames;

/// The program `log-shipper`.
public final class Main {
    static final EnvironmentNames VARIABLES = EnvironmentNames.prefixed("LOG_SHIPPER");

    private Main() {}

    public static void main(String[] args) {
        System.exit(CommandLineRunner.run("log-shipper", new ShipperCommand(), VARIABLES, args));
    }
}
