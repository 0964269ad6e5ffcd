package io.podhelpers.logshipper.parse;

import io.podhelpers.runtime.UserError;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/// Decides by fields which lines are shipped: those that match every `keep` and no `drop`.
///
/// A rule is `FIELD=REGEX`; the field `line` is the whole line; a field that a line does not have is empty.
/// The regular
/// expression is looked for anywhere in the value, which is taken byte for byte (as Latin-1). One thread.
public final class LineFilter {
    private static final String WHOLE_LINE = "line";

    private record Rule(String field, Matcher matcher, boolean keep) {}

    private final List<Rule> rules = new ArrayList<>();
    private final Latin1View view = new Latin1View();

    /// @throws UserError if a rule is not of the form
    public LineFilter(List<String> keep, List<String> drop) {
        keep.forEach(rule -> rules.add(rule("--keep", rule, true)));
        drop.forEach(rule -> rules.add(rule("--drop", rule, false)));
    }

    private LineFilter() {}

    /// Only rules that a line has to match, of another option.
    public static LineFilter keeping(String option, List<String> rules) {
        LineFilter filter = new LineFilter();
        rules.forEach(rule -> filter.rules.add(filter.rule(option, rule, true)));
        return filter;
    }

    private Rule rule(String option, String text, boolean keep) {
        int equals = text.indexOf('=');
        if (equals < 1) {
            throw new UserError(option + ": '" + text + "' (expected: FIELD=REGEX, such as url.path=^/healthz$)");
        }
        try {
            Pattern pattern = Pattern.compile(text.substring(equals + 1));
            return new Rule(text.substring(0, equals), pattern.matcher(view), keep);
        } catch (PatternSyntaxException e) {
            throw new UserError(option + ": '" + text + "': " + e.getDescription() + " at " + e.getIndex(), e);
        }
    }

    public boolean keeps(Fields fields) {
        for (Rule rule : rules) {
            if (matches(rule, fields) != rule.keep()) {
                return false;
            }
        }
        return true;
    }

    private boolean matches(Rule rule, Fields fields) {
        int index = fields.indexOf(rule.field());
        if (rule.field().equals(WHOLE_LINE)) {
            view.show(fields.bytes(), fields.lineFrom(), fields.lineTo());
        } else if (index < 0) {
            view.show(fields.bytes(), 0, 0);
        } else {
            view.show(fields.bytes(), fields.from(index), fields.to(index));
        }
        return rule.matcher().reset(view).find();
    }
}
