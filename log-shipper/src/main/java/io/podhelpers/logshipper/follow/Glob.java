package io.podhelpers.logshipper.follow;

import io.podhelpers.runtime.UserError;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.PatternSyntaxException;

/// A pattern for paths as a shell has it: `*`, `?`, `[a-z]`, `{a,b}` in any part of the path, `**` for any
/// depth; a
/// leading dot has to be written.
final class Glob {
    private static final int DEEPEST = 16;

    /// One part of the path: a plain name, or a matcher for names.
    private record Part(String text, PathMatcher matcher, boolean plain) {
        boolean isAnyDepth() {
            return text.equals("**");
        }

        boolean takes(Path name) {
            boolean hidden = name.toString().startsWith(".") && !text.startsWith(".");
            return !hidden && (plain ? name.toString().equals(text) : matcher.matches(name));
        }
    }

    private final String pattern;
    private final Path root;
    private final List<Part> parts = new ArrayList<>();

    /// @throws UserError if the pattern is not one
    Glob(String option, String pattern) {
        this.pattern = pattern;
        if (pattern.isBlank()) {
            throw new UserError(option + ": '' (expected: a path such as /var/log/nginx/*.log)");
        }
        this.root = pattern.startsWith("/") ? Path.of("/") : Path.of("").toAbsolutePath();
        for (Path name : Path.of(pattern)) {
            String text = name.toString();
            if (!text.isEmpty() && !text.equals(".")) {
                parts.add(part(option, text));
            }
        }
    }

    private Part part(String option, String text) {
        try {
            boolean plain = text.chars().noneMatch(c -> "*?[]{}\\".indexOf(c) >= 0);
            return new Part(text, FileSystems.getDefault().getPathMatcher("glob:" + text), plain);
        } catch (PatternSyntaxException e) {
            throw new UserError(
                    option + ": '" + pattern + "': " + e.getDescription() + " (expected: a glob such as *.log)", e);
        }
    }

    /// The directory before the first wildcard.
    Path base() {
        Path base = root;
        for (Part part : parts.subList(0, Math.max(0, parts.size() - 1))) {
            if (!part.plain()) {
                return base;
            }
            base = base.resolve(part.text());
        }
        return base;
    }

    /// Adds the paths that match now, and every directory that was looked at.
    ///
    /// @throws IOException if a directory could not be listed: then nothing is known about its files
    void expand(Set<Path> matches, Set<Path> directories) throws IOException {
        expand(root, 0, 0, matches, directories);
    }

    private void expand(Path at, int index, int depth, Set<Path> matches, Set<Path> directories) throws IOException {
        if (index == parts.size()) {
            matches.add(at);
            return;
        }
        Part part = parts.get(index);
        if (part.plain() && index < parts.size() - 1) {
            expand(at.resolve(part.text()), index + 1, depth + 1, matches, directories);
            return;
        }
        if (part.isAnyDepth()) {
            expand(at, index + 1, depth, matches, directories);
        }
        for (Path child : list(at, directories)) {
            Path name = child.getFileName();
            if (part.isAnyDepth()) {
                boolean deeper =
                        depth < DEEPEST && part.takes(name) && Files.isDirectory(child, LinkOption.NOFOLLOW_LINKS);
                if (deeper) {
                    expand(child, index, depth + 1, matches, directories);
                }
            } else if (part.takes(name)) {
                expand(child, index + 1, depth + 1, matches, directories);
            }
        }
    }

    /// A directory that is not there (yet) is an empty one.
    private static List<Path> list(Path directory, Set<Path> directories) throws IOException {
        directories.add(directory);
        List<Path> children = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory)) {
            stream.forEach(children::add);
        } catch (NoSuchFileException | NotDirectoryException e) {
            return List.of();
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return children;
    }

    /// Whether a path is one of the pattern's, without looking at the disk.
    boolean takes(Path path) {
        return FileSystems.getDefault()
                .getPathMatcher("glob:" + root.resolve(pattern))
                .matches(path);
    }

    @Override
    public String toString() {
        return pattern;
    }
}
