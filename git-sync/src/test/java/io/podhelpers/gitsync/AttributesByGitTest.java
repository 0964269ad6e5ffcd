package io.podhelpers.gitsync;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Random `.gitattributes` over random contents: what is published is, byte for byte, what `git clone` writes, and
/// where the contents are stored as git would store them, `git status` finds nothing to say. `-Dgitsync.attributes=N`
/// sets how many.
class AttributesByGitTest {
    private static final int CASES = Integer.getInteger("gitsync.attributes", 12);
    private static final List<String> SETTINGS =
            List.of("core.autocrlf=false", "core.autocrlf=true", "core.autocrlf=input", "core.eol=crlf");
    private static final List<String> FOLDERS = List.of("", "sub/", "sub/deep/", "other/");
    private static final List<String> NAMES = List.of("a.txt", "b.txt", "c.bin", "d", "e f.txt", "é.txt");
    private static final List<String> PATTERNS = List.of(
            "*",
            "*.txt",
            "*.bin",
            "/a.txt",
            "a.txt",
            "sub/*.txt",
            "sub/**",
            "**/b.txt",
            "sub/",
            "/sub/deep/d",
            "deep/*",
            "[ab].txt",
            "?.t?t",
            "\"e f.txt\"",
            "é.txt",
            "\\a.txt");
    private static final List<String> ATTRIBUTES = List.of(
            "text",
            "-text",
            "!text",
            "text=auto",
            "text=auto",
            "text=input",
            "text=other",
            "eol=crlf",
            "eol=crlf",
            "eol=lf",
            "-eol",
            "crlf",
            "-crlf",
            "crlf=input",
            "ident",
            "ident",
            "-ident",
            "binary",
            "dos",
            "-dos",
            "filter=unknown",
            "export-subst",
            "working-tree-encoding=UTF-16",
            "working-tree-encoding=utf-16le-bom",
            "working-tree-encoding=UTF-16BE",
            "working-tree-encoding=UTF16",
            "working-tree-encoding=ISO-8859-1",
            "working-tree-encoding=windows-1252",
            "working-tree-encoding=UTF-8",
            "working-tree-encoding=none-such",
            "!working-tree-encoding");
    private static final List<String> TIDY =
            List.of("word", "\n", "\n", "é", "$Id$", "$Id", "a\tb", " ", "$", "x: $", "€");
    private static final List<String> UNTIDY = List.of(
            "\r\n",
            "\r",
            "\0",
            "\u001b[1m",
            "\u007f",
            "\u0001",
            "$Id: 1234 $",
            "$Id: file 1 ann $",
            "$Id:\n",
            "$Id: $",
            "$Id:$",
            "日本",
            "\ufeff",
            "\u001a");

    @TempDir
    Path directory;

    static IntStream seeds() {
        return IntStream.range(0, CASES);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void whatIsPublishedIsWhatGitWouldWrite(int seed) throws Exception {
        RandomGenerator random = new Random(31L * seed);
        String setting = SETTINGS.get(seed % SETTINGS.size());
        boolean tidy = seed % 8 < 4;
        Remote remote = Remote.empty(directory, "repo");
        Map<String, byte[]> contents = contents(random, tidy);
        try (Sync sync = Sync.of(remote, directory.resolve("root"), "--git-config", setting.replace('=', ':'))) {
            for (int revision = 0; revision < 2; revision++) {
                Map<String, String> attributes = attributes(random, tidy);
                commit(remote, contents, attributes);
                sync.pass();
                Path clone = directory.resolve("clone" + revision);
                Git.run(directory, "-c", setting, "clone", "-q", remote.url(), clone.toString());
                String asked = "seed " + seed + ", " + setting + ", revision " + revision + ": " + attributes;
                Map<String, String> ours = files(sync.link);
                Map<String, String> gits = files(clone);
                assertThat(ours.keySet()).as(asked).isEqualTo(gits.keySet());
                gits.forEach((path, content) ->
                        assertThat(ours.get(path)).as("%s of %s", path, asked).isEqualTo(content));
                if (tidy) {
                    String status = Git.run(sync.link, "-c", setting, "status", "--porcelain", "--ignored");
                    assertThat(status).as(asked).isEmpty();
                }
            }
        }
    }

    private static Map<String, byte[]> contents(RandomGenerator random, boolean tidy) {
        Map<String, byte[]> contents = new TreeMap<>();
        for (String folder : FOLDERS) {
            for (String name : NAMES) {
                contents.put(folder + name, content(random, tidy));
            }
        }
        return contents;
    }

    private static byte[] content(RandomGenerator random, boolean tidy) {
        StringBuilder text = new StringBuilder();
        for (int piece = random.nextInt(12); piece > 0; piece--) {
            boolean odd = !tidy && random.nextInt(6) == 0;
            text.append(pick(random, odd ? UNTIDY : TIDY));
        }
        if (random.nextInt(4) == 0) {
            text.append("a longer line than others\n".repeat(random.nextInt(50)));
        }
        boolean malformed = !tidy && random.nextInt(12) == 0;
        // git and we both leave what is no UTF-8 as it is
        return text.toString().replace("€", tidy ? "é" : "€").getBytes(malformed ? ISO_8859_1 : UTF_8);
    }

    private static Map<String, String> attributes(RandomGenerator random, boolean tidy) {
        Map<String, String> files = new TreeMap<>();
        for (String folder : FOLDERS) {
            if (folder.isEmpty() || random.nextInt(3) == 0) {
                StringBuilder text = new StringBuilder(folder.isEmpty() ? "[attr]dos text eol=crlf\n" : "# here\n\n");
                for (int line = random.nextInt(1, 7); line > 0; line--) {
                    text.append(pick(random, PATTERNS));
                    for (int attribute = random.nextInt(1, 4); attribute > 0; attribute--) {
                        text.append(random.nextBoolean() ? " " : "\t").append(pick(random, ATTRIBUTES));
                    }
                    text.append('\n');
                }
                if (tidy) { // git reads these as they are in the worktree, and complains of encodings
                    text.append(".gitattributes -text -ident !working-tree-encoding\n");
                }
                String content = text.toString();
                files.put(folder + ".gitattributes", tidy ? content.replace("none-such", "UTF-16LE") : content);
            }
        }
        return files;
    }

    private static String pick(RandomGenerator random, List<String> from) {
        return from.get(random.nextInt(from.size()));
    }

    /// Stores the contents as they are: `git add` would convert them.
    private static void commit(Remote remote, Map<String, byte[]> contents, Map<String, String> attributes)
            throws Exception {
        ByteArrayOutputStream stream = new ByteArrayOutputStream();
        print(stream, "commit refs/heads/main\ncommitter t <t@example.com> 1700000000 +0000\ndata 1\n.\ndeleteall\n");
        contents.forEach((path, bytes) -> file(stream, path, bytes));
        attributes.forEach((path, text) -> file(stream, path, text.getBytes(UTF_8)));
        Process importer = new ProcessBuilder("git", "fast-import", "--quiet", "--force")
                .directory(remote.bare.toFile())
                .inheritIO()
                .redirectInput(ProcessBuilder.Redirect.PIPE)
                .start();
        try (var in = importer.getOutputStream()) {
            stream.writeTo(in);
        }
        assertThat(importer.waitFor()).isZero();
    }

    private static void file(ByteArrayOutputStream stream, String path, byte[] bytes) {
        print(stream, "M 100644 inline " + path + "\ndata " + bytes.length + "\n");
        stream.writeBytes(bytes);
        print(stream, "\n");
    }

    private static void print(ByteArrayOutputStream stream, String text) {
        stream.writeBytes(text.getBytes(UTF_8));
    }

    private static Map<String, String> files(Path root) throws IOException {
        Map<String, String> files = new TreeMap<>();
        Path real = root.toRealPath();
        try (Stream<Path> all = Files.walk(real)) {
            for (Path file : (Iterable<Path>) all.filter(Files::isRegularFile)::iterator) {
                String path = real.relativize(file).toString();
                if (!path.equals(".git") && !path.startsWith(".git/")) {
                    files.put(path, visible(Files.readAllBytes(file)));
                }
            }
        }
        return files;
    }

    private static String visible(byte[] bytes) {
        return new String(bytes, ISO_8859_1).replace("\r", "<CR>").replace("\0", "<NUL>");
    }
}
