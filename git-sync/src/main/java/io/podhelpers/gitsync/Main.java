package io.podhelpers.gitsync;

import io.podhelpers.runtime.CommandLineRunner;

/// The program `git-sync`.
public final class Main {
    private Main() {}

    /// Runs the command line and exits with its code.
    public static void main(String[] args) {
        System.exit(CommandLineRunner.run("git-sync", new GitSyncCommand(), new OptionVariables(), args));
    }
}
