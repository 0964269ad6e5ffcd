package io.podhelpers.gitsync;

import java.util.Comparator;
import java.util.Map;

/// What each thread is doing, for a person who wonders.
final class ThreadDump {
    private ThreadDump() {}

    static String text() {
        StringBuilder text = new StringBuilder();
        Thread.getAllStackTraces().entrySet().stream()
                .sorted(Comparator.comparing((Map.Entry<Thread, StackTraceElement[]> entry) ->
                        entry.getKey().getName()))
                .forEach(entry -> {
                    Thread thread = entry.getKey();
                    text.append(thread.getName())
                            .append(' ')
                            .append(thread.getState())
                            .append('\n');
                    for (StackTraceElement frame : entry.getValue()) {
                        text.append("    ").append(frame).append('\n');
                    }
                });
        return text.toString();
    }
}
