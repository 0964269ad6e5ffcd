package io.podhelpers.gitsync;

import io.podhelpers.runtime.UserError;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What two repositories of one process must not share.
///
/// @param file where they are named, for the message
record Clashes(Path file, RepositoryConfig one, RepositoryConfig other) {
    static void check(Path file, List<RepositoryConfig> repositories) {
        for (int i = 0; i < repositories.size(); i++) {
            for (int j = 0; j < repositories.size(); j++) {
                if (i != j) {
                    new Clashes(file, repositories.get(i), repositories.get(j)).check();
                }
            }
        }
    }

    private void check() {
        LayoutConfig mine = one.layout();
        LayoutConfig others = other.layout();
        if (one.name().equals(other.name())) {
            throw error("two repositories are called " + one.name() + " (expected: a 'name' or 'link' each)");
        }
        if (mine.link().startsWith(others.link())) {
            throw error(one.name() + " and " + other.name() + " both publish " + mine.link()
                    + " (expected: a 'link' each)");
        }
        if (mine.link().startsWith(others.root())) {
            throw error(one.name() + " would publish " + mine.link() + " where " + other.name() + " keeps its files");
        }
        if (isSame(mine.errorFile(), others.errorFile())) {
            throw error(one.name() + " and " + other.name() + " both write " + mine.errorFile()
                    + " (expected: an 'error-file' each)");
        }
    }

    private static boolean isSame(@Nullable Path mine, @Nullable Path others) {
        return mine != null && mine.equals(others);
    }

    private UserError error(String message) {
        return new UserError("--config: " + file + ": " + message);
    }
}
