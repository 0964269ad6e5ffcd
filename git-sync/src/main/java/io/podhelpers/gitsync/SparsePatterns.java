package io.podhelpers.gitsync;

import io.podhelpers.runtime.UserError;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Predicate;
import org.eclipse.jgit.ignore.FastIgnoreRule;
import org.eclipse.jgit.ignore.IgnoreNode;
import org.jspecify.annotations.Nullable;

/// git's sparse-checkout patterns: those of `.gitignore`, but naming what is wanted. The last pattern that matches a
/// path
/// or one of the directories above it decides.
final class SparsePatterns implements Predicate<String> {
    private final IgnoreNode rules;

    private SparsePatterns(IgnoreNode rules) {
        this.rules = rules;
    }

    static SparsePatterns read(Path file) {
        IgnoreNode rules = new IgnoreNode();
        try (InputStream in = Files.newInputStream(file)) {
            rules.parse(in);
        } catch (IOException e) {
            throw new UserError("--sparse-checkout-file: cannot read " + file + " (expected: a file of patterns)", e);
        }
        return new SparsePatterns(rules);
    }

    @Override
    public boolean test(String path) {
        Boolean own = decision(path, false);
        int end = path.lastIndexOf('/');
        while (own == null && end > 0) {
            own = decision(path.substring(0, end), true);
            end = path.lastIndexOf('/', end - 1);
        }
        return Boolean.TRUE.equals(own);
    }

    private @Nullable Boolean decision(String path, boolean directory) {
        for (int i = rules.getRules().size() - 1; i >= 0; i--) {
            FastIgnoreRule rule = rules.getRules().get(i);
            if (rule.isMatch(path, directory, true)) {
                return rule.getResult();
            }
        }
        return null;
    }
}
