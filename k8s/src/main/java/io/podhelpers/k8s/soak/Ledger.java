package io.podhelpers.k8s.soak;

import java.util.ArrayList;
import java.util.List;

/// The books of a soak: each line says what went in, what came out, and whether that balances.
final class Ledger {
    private final List<Line> lines = new ArrayList<>();

    /// One promise and how it was kept.
    record Line(String what, String account, boolean balances) {}

    void add(String what, String account, boolean balances) {
        lines.add(new Line(what, account, balances));
    }

    boolean balances() {
        return lines.stream().allMatch(Line::balances);
    }

    List<Line> lines() {
        return List.copyOf(lines);
    }

    /// As a table of a README.
    @Override
    public String toString() {
        StringBuilder table = new StringBuilder("| what | account | |\n|---|---|---|\n");
        for (Line line : lines) {
            table.append("| ")
                    .append(line.what())
                    .append(" | ")
                    .append(line.account())
                    .append(" | ")
                    .append(line.balances() ? "balances" : "**DOES NOT BALANCE**")
                    .append(" |\n");
        }
        return table.toString();
    }
}
