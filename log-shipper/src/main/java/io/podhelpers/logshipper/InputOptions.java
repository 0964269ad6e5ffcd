package io.podhelpers.logshipper;

import io.podhelpers.logshipper.follow.FollowSettings;
import io.podhelpers.runtime.ByteSize;
import io.podhelpers.runtime.UserError;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;

/// Options about what is read and what a line becomes; a picocli mixin.
@SuppressWarnings("unused") // the fields are set by picocli
final class InputOptions {
    /// Where reading begins.
    enum ReadFrom {
        beginning,
        end
    }

    /// What is done with a line over the limit.
    enum LongLines {
        truncate,
        skip
    }

    @Option(
            names = "--input",
            paramLabel = "GLOB",
            split = ",",
            defaultValue = "/var/log/nginx/*.log*",
            description = "Logs to follow; several by comma or by repeating. Rotated copies need no exclusion: a"
                    + " renamed log goes on where it was, a .gz is read only as far as it was not shipped before.")
    private List<String> inputs;

    @Option(names = "--exclude", paramLabel = "GLOB", split = ",", description = "Logs to leave alone.")
    private List<String> excludes;

    @Option(
            names = "--read-from",
            paramLabel = "WHERE",
            defaultValue = "beginning",
            description = "Where to begin in logs that are there at the very first start: beginning or end. Later the"
                    + " checkpoint says it, and a new log is always read whole.")
    private ReadFrom readFrom;

    @Option(
            names = "--ignore-older",
            paramLabel = "DURATION",
            defaultValue = "0s",
            description = "Leave logs alone that were last written longer ago, until they are written again; 0s: none.")
    private Duration ignoreOlder;

    @Option(
            names = "--max-line-bytes",
            paramLabel = "SIZE",
            defaultValue = "1Mi",
            description = "Limit of a line: 64 up to 4Mi.")
    private ByteSize maxLineBytes;

    @Option(
            names = "--long-lines",
            paramLabel = "WHAT",
            defaultValue = "truncate",
            description = "What to do with a longer line: truncate or skip; a skipped line is counted as lost.")
    private LongLines longLines;

    @Option(
            names = "--close-removed-after",
            paramLabel = "DURATION",
            defaultValue = "1m",
            description = "How long to hold a removed log open after all of it was shipped, for a writer that still"
                    + " has it open.")
    private Duration closeRemovedAfter;

    @Option(
            names = "--parser",
            paramLabel = "NAME",
            defaultValue = "auto",
            description = "How to read a line: nginx-combined, nginx-error, none, or auto by the log's name (access,"
                    + " error, any other).")
    private String parser;

    @Option(
            names = "--nginx-log-format",
            paramLabel = "FORMAT",
            defaultValue = "",
            description = "The access log's log_format as nginx has it (escape=default), instead of combined.")
    private String nginxLogFormat;

    @Option(
            names = "--error-log-zone",
            paramLabel = "ZONE",
            defaultValue = "UTC",
            description = "Time zone of nginx, which writes none to error.log: such as Europe/Berlin or +02:00.")
    private String errorLogZone;

    @Option(
            names = "--keep",
            paramLabel = "FIELD=REGEX",
            description = "Ship only lines whose field matches; the field 'line' is the whole line. Repeatable, all"
                    + " must match.")
    private List<String> keep;

    @Option(
            names = "--drop",
            paramLabel = "FIELD=REGEX",
            description = "Do not ship lines whose field matches, such as url.path=^/healthz$. Repeatable.")
    private List<String> drop;

    @Option(
            names = "--label",
            paramLabel = "NAME=VALUE",
            split = ",",
            description = "Field to add to each record, such as k8s.pod.name=web-0. Repeatable.")
    private List<String> labels;

    private static <T> List<T> orEmpty(@org.jspecify.annotations.Nullable List<T> list) {
        return list == null ? List.of() : list;
    }

    /// @param own files of the shipper's, never to be followed
    FollowSettings follow(List<Path> own) {
        List<String> leaveAlone = new ArrayList<>(orEmpty(excludes));
        own.forEach(path -> leaveAlone.add(path.toAbsolutePath().toString()));
        return new FollowSettings(
                inputs,
                leaveAlone,
                readFrom == ReadFrom.end,
                ignoreOlder,
                maxLineBytes.asInt(),
                longLines == LongLines.skip,
                closeRemovedAfter);
    }

    String parser() {
        return parser;
    }

    String logFormat() {
        return nginxLogFormat;
    }

    ZoneId errorLogZone() {
        try {
            return ZoneId.of(errorLogZone);
        } catch (DateTimeException e) {
            throw new UserError(
                    "--error-log-zone: '" + errorLogZone + "' (expected: a zone such as UTC or Europe/Berlin)", e);
        }
    }

    List<String> keep() {
        return orEmpty(keep);
    }

    List<String> drop() {
        return orEmpty(drop);
    }

    Map<String, String> labels() {
        Map<String, String> map = new LinkedHashMap<>();
        for (String label : orEmpty(labels)) {
            int equals = label.indexOf('=');
            if (equals < 1) {
                throw new UserError("--label: '" + label + "' (expected: NAME=VALUE)");
            }
            map.put(label.substring(0, equals), label.substring(equals + 1));
        }
        return map;
    }
}
