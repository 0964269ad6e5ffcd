package io.podhelpers.logshipper.filter;

import io.podhelpers.logshipper.parse.Fields;
import io.podhelpers.logshipper.parse.LineFilter;
import io.podhelpers.runtime.UserError;
import java.util.List;
import java.util.function.LongSupplier;

/// The filters of one pipeline in their order: keep and drop, sample, rate limit; then redaction. What they leave out
/// is counted and acknowledged. One thread.
public final class Filters {
    private final LineFilter rules;
    private final LineFilter sampled;
    private final Sampler sampler;
    private final boolean sampling;
    private final RateLimit rateLimit;
    private final Redaction redaction;
    private final boolean redacting;

    /// @param nanos a clock for the rate limit
    /// @throws UserError if a rule is not of its form
    public Filters(FilterSettings settings, LongSupplier nanos) {
        if (!(settings.sample() > 0 && settings.sample() <= 1)) {
            throw new UserError("--sample: " + settings.sample() + " (expected: more than 0, up to 1)");
        }
        if (settings.linesPerSecond() < 0) {
            throw new UserError("--rate-limit: " + settings.linesPerSecond() + " (expected: 0 or more)");
        }
        this.rules = new LineFilter(settings.keep(), settings.drop());
        this.sampled = LineFilter.keeping("--sample-of", settings.sampleOf());
        this.sampling = settings.sample() < 1;
        this.sampler = new Sampler(settings.sample());
        this.rateLimit = new RateLimit(settings.linesPerSecond(), nanos);
        this.redaction = new Redaction(settings);
        this.redacting = settings.redacts();
    }

    /// No filter at all.
    public static Filters none() {
        return new Filters(FilterSettings.NONE, System::nanoTime);
    }

    /// Whether lines have to be copied first: redaction writes over them.
    public boolean isRedacting() {
        return redacting;
    }

    /// Whether the line is shipped.
    ///
    /// @param content with `offset` the line's name, by which it is drawn: the same line has the same luck again
    public boolean keeps(Fields fields, long content, long offset) {
        return rules.keeps(fields)
                && (!sampling || !sampled.keeps(fields) || sampler.keeps(content, offset))
                && rateLimit.keeps();
    }

    /// Makes unreadable what is to be. The line's bytes are written over.
    public void redact(Fields fields) {
        if (redacting) {
            redaction.apply(fields);
        }
    }

    /// Says now what is wrong with the settings, not when the first line comes.
    ///
    /// @throws UserError if a rule is not of its form
    public static void check(FilterSettings settings) {
        Filters made = new Filters(settings, () -> 0);
        if (made.isRedacting() && List.of("").equals(settings.redactQuery())) {
            throw new UserError("--redact-query: empty (expected: names of parameters, or *)");
        }
    }
}
