package io.podhelpers.logshipper.deliver;

import io.podhelpers.logshipper.filter.Filters;
import io.podhelpers.logshipper.follow.Generation;
import io.podhelpers.logshipper.follow.LineConsumer;
import io.podhelpers.logshipper.follow.Mark;
import io.podhelpers.logshipper.parse.Fields;
import io.podhelpers.logshipper.parse.Parser;
import io.podhelpers.logshipper.parse.Parsers;
import io.podhelpers.logshipper.parse.RecordEncoder;
import io.podhelpers.logshipper.sink.Records;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What happens to each line: `Parser → Filters → Batcher`. Only touched by the follower's thread.
public final class LinePipeline implements LineConsumer {
    /// What is the same for all lines of a log.
    private static final class Source {
        private final Parser parser;
        private final byte[] opening;

        Source(Parser parser, byte[] opening) {
            this.parser = parser;
            this.opening = opening;
        }
    }

    private final Parsers parsers;
    private final Filters filters;
    private final RecordEncoder encoder;
    private final Map<String, String> labels;
    private final Batcher batcher;
    private final LineCounts counts;
    private final Fields fields = new Fields();
    private final Map<String, Source> sources = new HashMap<>();
    private @Nullable Generation current;
    private Source source;
    /// The line that redaction writes over.
    private byte[] copy = new byte[0];

    private long lines;
    private long filtered;
    private long unparsed;
    private long tooLong;

    public LinePipeline(
            Parsers parsers,
            Filters filters,
            ZoneId errorLogZone,
            Map<String, String> labels,
            Batcher batcher,
            LineCounts counts) {
        this.parsers = parsers;
        this.filters = filters;
        this.encoder = new RecordEncoder(errorLogZone);
        this.labels = labels;
        this.batcher = batcher;
        this.counts = counts;
        this.source = new Source(parsers.raw(), new byte[0]);
    }

    @Override
    public boolean hasRoom(int lineBytes) {
        return batcher.hasRoom(lineBytes);
    }

    @Override
    public void line(Generation generation, long offset, byte[] bytes, int from, int to) {
        if (filters.isRedacting()) {
            if (copy.length < to - from) {
                copy = new byte[to - from];
            }
            System.arraycopy(bytes, from, copy, 0, to - from);
            ship(generation, offset, copy, 0, to - from);
        } else {
            ship(generation, offset, bytes, from, to);
        }
    }

    private void ship(Generation generation, long offset, byte[] bytes, int from, int to) {
        Source of = source(generation);
        lines++;
        fields.line(bytes, from, to);
        boolean parsed = of.parser.parse(fields);
        if (!parsed) {
            unparsed++;
            fields.line(bytes, from, to);
            parsers.raw().parse(fields);
        }
        Records records = batcher.records();
        if (!filters.keeps(fields, generation.id(), offset)) {
            filtered++;
            return;
        }
        filters.redact(fields);
        encoder.encode(of.opening, fields, parsed, records.json());
        records.end(generation.id(), offset);
    }

    private Source source(Generation generation) {
        if (generation != current) {
            current = generation;
            source = sources.computeIfAbsent(
                    generation.log(),
                    log -> new Source(parsers.forFile(Path.of(log)), RecordEncoder.opening(log, labels)));
        }
        return source;
    }

    @Override
    public void skippedLine(Generation generation, long bytes) {
        lines++;
        tooLong++;
    }

    @Override
    public void endRange(Generation generation, long from, Mark to) {
        batcher.endRange(generation, from, to);
        counts.read(lines, to.offset() - from);
        if (filtered > 0) {
            counts.filtered(filtered);
        }
        if (unparsed > 0) {
            counts.unparsed(source.parser.name(), unparsed);
        }
        if (tooLong > 0) {
            counts.lost(LineCounts.Loss.TOO_LONG, tooLong);
        }
        lines = 0;
        filtered = 0;
        unparsed = 0;
        tooLong = 0;
    }
}
