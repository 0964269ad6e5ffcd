package io.podhelpers.nginxexporter;

import io.podhelpers.runtime.CommandLineRunner;
import io.podhelpers.runtime.ProcessLife;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;

/// The program.
public final class Main {
    static final String NAME = "nginx-exporter";
    private static final Duration GRACE = Duration.ofSeconds(5);

    private Main() {}

    public static void main(String[] args) {
        OldSpellings spellings = OldSpellings.rewrite(ExporterCommand::optionNames, args);
        ExporterCommand command = new ExporterCommand(spellings.old(), Main::run);
        String[] arguments = spellings.arguments().toArray(String[]::new);
        System.exit(CommandLineRunner.run(NAME, command, ExporterCommand::variables, arguments));
    }

    private static int run(ExporterConfig config) throws IOException, InterruptedException {
        InstantSource clock = InstantSource.system();
        return new ProcessLife(clock).run(new NginxExporter(config, clock), GRACE);
    }
}
