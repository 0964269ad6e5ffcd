package io.podhelpers.logshipper.parse;

import io.podhelpers.runtime.UserError;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/// Which lines begin a record; those behind belong to it, such as a stack trace in `error.log`.
///
/// By itself it holds for logs that are read as nginx's `error.log`, where a record begins with its time.
public final class RecordStarts {
    private static final String BY_PARSER = "auto";
    private static final String NEVER = "none";

    /// Whether a line begins a record. One thread.
    public interface Start {
        boolean isAt(byte[] bytes, int from, int to);
    }

    private final String choice;
    private final Optional<Pattern> pattern;
    private final Parsers parsers;

    /// @param choice `auto`, `none` or a regular expression that is found in a record's first line
    /// @param parsers say which log is read how
    /// @throws UserError if it is no regular expression
    public RecordStarts(String choice, Parsers parsers) {
        this.choice = choice;
        this.parsers = parsers;
        this.pattern =
                choice.equals(BY_PARSER) || choice.equals(NEVER) ? Optional.empty() : Optional.of(compile(choice));
    }

    private static Pattern compile(String regex) {
        try {
            return Pattern.compile(regex);
        } catch (PatternSyntaxException e) {
            throw new UserError("--multiline: '" + regex + "': " + e.getDescription() + " at " + e.getIndex(), e);
        }
    }

    /// How records of a log begin; nothing if each line is one.
    public Optional<Start> of(String log) {
        if (choice.equals(NEVER)) {
            return Optional.empty();
        }
        if (choice.equals(BY_PARSER)) {
            boolean errors = parsers.forFile(Path.of(log)) instanceof ErrorLogParser;
            return errors ? Optional.of(Timestamps::isErrorTime) : Optional.empty();
        }
        return pattern.map(RecordStarts::start);
    }

    private static Start start(Pattern pattern) {
        Latin1View view = new Latin1View();
        Matcher matcher = pattern.matcher(view);
        return (bytes, from, to) -> {
            view.show(bytes, from, to);
            return matcher.reset(view).find();
        };
    }
}
