package io.podhelpers.logshipper;

import io.podhelpers.logshipper.follow.Encoding;
import io.podhelpers.logshipper.follow.FollowSettings;
import io.podhelpers.logshipper.follow.LineRules;
import io.podhelpers.logshipper.parse.Parsers;
import io.podhelpers.logshipper.parse.RecordStarts;
import io.podhelpers.runtime.ByteSize;
import io.podhelpers.runtime.UserError;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
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
            description =
                    "Logs to follow; several by comma or by repeating; '-' is standard input. Rotated copies need no exclusion: a"
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
            names = "--close-idle-after",
            paramLabel = "DURATION",
            defaultValue = "5m",
            description =
                    "With more than 64 logs open, close those that are shipped and were not written to for so long;"
                            + " they are opened again when they grow.")
    private Duration closeIdleAfter;

    @Option(
            names = "--removed-files",
            paramLabel = "COUNT",
            defaultValue = "1000",
            description =
                    "Hold at most so many removed logs open that are not shipped; beyond that the oldest is lost.")
    private int removedFiles;

    @Option(
            names = "--removed-bytes",
            paramLabel = "SIZE",
            defaultValue = "16Gi",
            description = "Let removed logs that are not shipped hold at most so much of the disk; beyond that the"
                    + " oldest is lost.")
    private ByteSize removedBytes;

    @Option(
            names = "--multiline",
            paramLabel = "REGEX",
            defaultValue = "auto",
            description = "What the first line of a record matches: lines behind it that do not are of the same record."
                    + " none: each line is one; auto: none, but in error logs a record begins with its time.")
    private String multiline;

    @Option(
            names = "--multiline-wait",
            paramLabel = "DURATION",
            defaultValue = "200ms",
            description = "How long nothing may follow a log's last record before it is taken for whole.")
    private Duration multilineWait;

    @Option(
            names = "--encoding",
            paramLabel = "NAME",
            defaultValue = "utf-8",
            description = "How the logs are encoded: such as utf-8, iso-8859-1, windows-1252, utf-16le.")
    private String encoding;

    @Option(
            names = "--parser",
            paramLabel = "NAME",
            defaultValue = "auto",
            description = "How to read a line: nginx-combined, nginx-json, nginx-error, json, none; or auto by the"
                    + " log's name: access (of JSON if json is in it, too), error, json, any other.")
    private String parser;

    @Option(
            names = "--nginx-log-format",
            paramLabel = "FORMAT",
            defaultValue = "",
            description = "The access log's log_format as nginx has it instead of combined: the bare format with or"
                    + " without 'escape=json ' before it, or the whole directive.")
    private String nginxLogFormat;

    @Option(
            names = "--error-log-zone",
            paramLabel = "ZONE",
            defaultValue = "UTC",
            description = "Time zone of nginx, which writes none to error.log: such as Europe/Berlin or +02:00.")
    private String errorLogZone;

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
                closeRemovedAfter,
                new FollowSettings.Idle(closeIdleAfter, FollowSettings.Idle.MOST_OPEN),
                new LineRules(
                        Encoding.named(encoding),
                        new RecordStarts(multiline, new Parsers(parser, nginxLogFormat)),
                        multilineWait),
                new FollowSettings.RemovedLimits(removedFiles, removedBytes.bytes()));
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
}
