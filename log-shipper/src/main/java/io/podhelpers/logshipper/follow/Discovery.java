package io.podhelpers.logshipper.follow;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Expands the patterns to the files that are there now.
///
/// A symbolic link is looked at before it is followed: one into `/dev` or `/proc` (the official nginx image's
/// `access.log -> /dev/stdout`) is refused with the reason, and taken as soon as it is a real file.
final class Discovery {
    private static final Logger log = LoggerFactory.getLogger(Discovery.class);
    private static final String ATTRIBUTES = "unix:dev,ino,size,lastModifiedTime,isRegularFile,fileKey";
    private static final int MOST_LINKS = 16;

    private final List<Glob> inputs;
    private final List<Glob> excludes;
    private boolean failed;

    /// The identities that the last scan found: asking for the numbers by their names costs more than all the rest.
    private Map<Path, Known> known = Map.of();

    /// @param key is equal for equal numbers, but does not tell them
    private record Known(@Nullable Object key, Identity identity) {}

    Discovery(List<Glob> inputs, List<Glob> excludes) {
        this.inputs = inputs;
        this.excludes = excludes;
    }

    Scan scan() {
        Set<Path> matches = new TreeSet<>();
        Set<Path> directories = new LinkedHashSet<>();
        boolean complete = true;
        for (Glob input : inputs) {
            complete &= expand(input, matches, directories);
        }
        failed = !complete;
        matches.removeIf(path -> excludes.stream().anyMatch(exclude -> exclude.takes(path)));
        Map<Identity, FoundFile> files = new LinkedHashMap<>();
        Map<Path, String> refused = new TreeMap<>();
        Map<Path, Known> now = new HashMap<>();
        for (Path path : matches) {
            complete &= look(path, files, refused, now);
        }
        known = now;
        List<FoundFile> oldestFirst = new ArrayList<>(files.values());
        oldestFirst.sort(Discovery::byTime);
        return new Scan(oldestFirst, refused, directories, complete);
    }

    /// Not put together of comparators: those are serializable, and the AOT cache holds no such lambda.
    private static int byTime(FoundFile one, FoundFile other) {
        int byTime = one.modified().compareTo(other.modified());
        return byTime != 0 ? byTime : one.path().compareTo(other.path());
    }

    private boolean expand(Glob input, Set<Path> matches, Set<Path> directories) {
        try {
            input.expand(matches, directories);
            return true;
        } catch (IOException e) {
            if (!failed) {
                log.atWarn()
                        .addKeyValue("input", input)
                        .setCause(e)
                        .log("cannot list the logs, files keep being followed");
            }
            return false;
        }
    }

    /// @return false if the file may be there, but could not be looked at
    private boolean look(Path path, Map<Identity, FoundFile> files, Map<Path, String> refused, Map<Path, Known> now) {
        try {
            BasicFileAttributes attributes =
                    Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            if (attributes.isSymbolicLink()) {
                String problem = linkProblem(path);
                if (!problem.isEmpty()) {
                    refused.put(path, problem);
                    return true;
                }
                attributes = Files.readAttributes(path, BasicFileAttributes.class);
            }
            if (attributes.isDirectory()) {
                return true;
            }
            if (!attributes.isRegularFile()) {
                refused.put(path, "is not a regular file");
                return true;
            }
            FoundFile file = found(path, attributes, now);
            files.putIfAbsent(file.identity(), file);
            return true;
        } catch (NoSuchFileException e) {
            return true; // gone between the listing and the look
        } catch (IOException e) {
            refused.put(path, "cannot be looked at: " + e.getClass().getSimpleName());
            return false;
        }
    }

    private FoundFile found(Path path, BasicFileAttributes seen, Map<Path, Known> now) throws IOException {
        Known last = known.get(path);
        if (last != null && last.key() != null && last.key().equals(seen.fileKey())) {
            now.put(path, last);
            return new FoundFile(path, last.identity(), seen.size(), seen.lastModifiedTime());
        }
        Map<String, Object> attributes = Files.readAttributes(path, ATTRIBUTES);
        if (!Boolean.TRUE.equals(attributes.get("isRegularFile"))) {
            throw new NoSuchFileException(path.toString()); // replaced between the two looks
        }
        Identity identity = Identity.of(attributes);
        now.put(path, new Known(attributes.get("fileKey"), identity));
        long size = attributes.get("size") instanceof Long bytes ? bytes : 0;
        FileTime modified = attributes.get("lastModifiedTime") instanceof FileTime time ? time : FileTime.fromMillis(0);
        return new FoundFile(path, identity, size, modified);
    }

    /// Why a symbolic link is not followed; empty if it is none, or leads to a file.
    private static String linkProblem(Path path) throws IOException {
        Path at = path;
        Set<Path> seen = new HashSet<>();
        while (Files.isSymbolicLink(at)) {
            Path target = at.resolveSibling(Files.readSymbolicLink(at)).normalize();
            if (target.startsWith("/dev") || target.startsWith("/proc")) {
                return "is a symbolic link to " + target + ", not a log file (mount a volume there, so that nginx"
                        + " writes a real file)";
            }
            if (!seen.add(target) || seen.size() > MOST_LINKS) {
                return "is a symbolic link to itself";
            }
            at = target;
        }
        if (!at.equals(path) && !Files.exists(at, LinkOption.NOFOLLOW_LINKS)) {
            return "is a symbolic link to " + at + ", which is not there";
        }
        return "";
    }
}
