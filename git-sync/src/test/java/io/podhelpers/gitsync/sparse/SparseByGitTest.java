package io.podhelpers.gitsync.sparse;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Random trees and random patterns, with the installed git as the judge of each path.
@Timeout(value = 5, unit = TimeUnit.MINUTES)
final class SparseByGitTest {
    private static final int CASES = Integer.getInteger("sparse.cases", 12);
    private static final int PATHS = 120;
    private static final String[] NAMES = {
        "a", "b", "ab", "abc", "a.b", "A", "a b", "a ", "#a", "!a", "a*", "a?", "[a]", "a-b", "1", "é", "-", "]", "a]",
        "\\a"
    };
    private static final String[] PIECES = {
        "a",
        "b",
        "c",
        "ab",
        ".",
        "*",
        "?",
        "**",
        "/",
        "/",
        "/",
        "**/",
        "/**",
        "/**/",
        "[a-b]",
        "[!a]",
        "[^b-c]",
        "[]a]",
        "[a-]",
        "[[:alpha:]]",
        "[[:space:]]",
        "[[:punct:]-]",
        "[[:x:]]",
        "[[:",
        "[[:]",
        "\\",
        "\\*",
        "\\a",
        "\\/",
        " ",
        "\\ ",
        "#",
        "!",
        "[",
        "]",
        "-",
        "é",
        "[é]",
        "1",
        "A",
        "[\\]]",
        "[b-a]",
        "[a-\\b]",
        "\r",
        "\t"
    };

    @TempDir
    private Path folder;

    @BeforeEach
    void needsGit() throws Exception {
        assertThat(run("", "--version")).startsWith("git version");
        run("", "init", "-q");
        run("", "config", "core.sparseCheckout", "true");
        run("", "config", "core.sparseCheckoutCone", "false");
    }

    static IntStream seeds() {
        return IntStream.range(0, CASES);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void agreesWithGitOnEveryPath(int seed) throws Exception {
        RandomGenerator random = new Random(seed);
        Set<String> paths = paths(random);
        String patterns = patterns(random);
        Set<String> byGit = judge(paths, patterns);
        SparsePatterns ours = SparsePatterns.parse(patterns.getBytes(UTF_8));
        Set<String> byUs = paths.stream()
                .filter(path -> ours.includes(path.getBytes(UTF_8), false))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(byUs).as("patterns of seed %s:%n%s", seed, patterns).isEqualTo(byGit);
    }

    /// Paths of which none is a directory of another.
    private static Set<String> paths(RandomGenerator random) {
        Set<String> paths = new TreeSet<>();
        for (int i = 0; i < PATHS; i++) {
            List<String> names = new ArrayList<>();
            for (int depth = random.nextInt(1, 5); depth > 0; depth--) {
                names.add(NAMES[random.nextInt(NAMES.length)]);
            }
            String path = String.join("/", names);
            boolean clashes =
                    paths.stream().anyMatch(other -> other.startsWith(path + "/") || path.startsWith(other + "/"));
            if (!clashes) {
                paths.add(path);
            }
        }
        return paths;
    }

    private static String patterns(RandomGenerator random) {
        StringBuilder lines = new StringBuilder();
        for (int line = random.nextInt(1, 8); line > 0; line--) {
            lines.append(random.nextInt(3) == 0 ? "!" : "").append(random.nextInt(3) == 0 ? "/" : "");
            for (int piece = random.nextInt(1, 6); piece > 0; piece--) {
                lines.append(PIECES[random.nextInt(PIECES.length)]);
            }
            lines.append(random.nextInt(4) == 0 ? "/" : "").append(line == 1 && random.nextBoolean() ? "" : "\n");
        }
        return lines.toString();
    }

    private Set<String> judge(Set<String> paths, String patterns) throws Exception {
        String blob = run("content", "hash-object", "-w", "--stdin").strip();
        String index = paths.stream()
                .map(path -> "100644 " + blob + "\t" + path + "\0")
                .collect(Collectors.joining());
        run(index, "update-index", "-z", "--index-info");
        String tree = run("", "write-tree").strip();
        Files.createDirectories(folder.resolve(".git/info"));
        Files.writeString(folder.resolve(".git/info/sparse-checkout"), patterns);
        run("", "read-tree", "--empty");
        run("", "read-tree", "-m", "-u", tree);
        Set<String> wanted = new TreeSet<>();
        for (String entry : run("", "ls-files", "-z", "-t").split("\0", -1)) {
            if (!entry.isEmpty() && !entry.startsWith("S ")) {
                wanted.add(entry.substring(2));
            }
        }
        return wanted;
    }

    private String run(String input, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("git"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
        builder.environment().put("HOME", folder.toString());
        builder.environment().put("GIT_CONFIG_NOSYSTEM", "1");
        Process process = builder.start();
        try (OutputStream stdin = process.getOutputStream()) {
            stdin.write(input.getBytes(UTF_8));
        }
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }
}
