package io.podhelpers.k8s.soak;

import io.podhelpers.runtime.log.LogFormat;
import io.podhelpers.runtime.log.Logging;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.slf4j.event.Level;

/// `make soak ARGS="--minutes=10 --seed=1"`: exit code 0 when the books balance.
public final class SoakMain {
    private static final Set<String> OPTIONS = Set.of("minutes", "seed");

    private SoakMain() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        Map<String, Long> options = options(args);
        long seed = options.getOrDefault("seed", System.currentTimeMillis() % 1_000_000);
        Duration length = Duration.ofMinutes(options.getOrDefault("minutes", 1L));
        Logging.configure(Level.ERROR, LogFormat.LOGFMT); // the libraries' advice is for developers
        System.out.println("soak: " + length.toMinutes() + " min, --seed=" + seed + " repeats its faults");
        Ledger ledger = new Soak(Path.of("k8s", "all-four"), length, seed, SoakMain::tell).run();
        System.out.println("\n" + ledger);
        System.exit(ledger.balances() ? 0 : 1);
    }

    private static void tell(String what) {
        System.out.println(LocalTime.now(ZoneOffset.UTC).truncatedTo(ChronoUnit.SECONDS) + " " + what);
    }

    private static Map<String, Long> options(String[] args) {
        Map<String, Long> options = new HashMap<>();
        for (String arg : args) {
            String[] nameAndValue = arg.replaceFirst("^--", "").split("=", 2);
            if (nameAndValue.length < 2
                    || !OPTIONS.contains(nameAndValue[0])
                    || !nameAndValue[1].matches("[1-9][0-9]{0,8}")) {
                System.err.println("soak: " + arg + " (expected: --minutes=N or --seed=N)");
                System.exit(2);
            }
            options.put(nameAndValue[0], Long.valueOf(nameAndValue[1]));
        }
        return options;
    }
}
