package io.podhelpers.gitsync;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;

/// The service's class path and an AOT cache for it, as the image has them: a process that is to be killed hundreds of
/// times spends its life on passes, not on starting.
///
/// @param classPath jars alone: the JVM takes no cache for directories
record QuickStart(String classPath, Path cache) {
    static QuickStart prepare(Path directory, String... arguments) throws Exception {
        List<String> jars = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            Path path = Path.of(entry);
            if (Files.isDirectory(path) && !path.endsWith("test-classes")) {
                jars.add(jar(path, directory.resolve("classes" + jars.size() + ".jar"))
                        .toString());
            } else if (Files.isRegularFile(path)) {
                jars.add(entry);
            }
        }
        QuickStart ready = new QuickStart(String.join(File.pathSeparator, jars), directory.resolve("cache.aot"));
        Process training = new ProcessBuilder(ready.command("-XX:AOTCacheOutput=" + ready.cache(), List.of(arguments)))
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("training.txt").toFile())
                .start();
        if (training.waitFor() != 0 || !Files.exists(ready.cache())) {
            throw new AssertionError(Files.readString(directory.resolve("training.txt")));
        }
        return ready;
    }

    private static Path jar(Path classes, Path jar) throws IOException {
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream out = new JarOutputStream(file);
                Stream<Path> files = Files.walk(classes)) {
            for (Path each : files.filter(Files::isRegularFile).toList()) {
                out.putNextEntry(new JarEntry(classes.relativize(each).toString()));
                Files.copy(each, out);
                out.closeEntry();
            }
        }
        return jar;
    }

    List<String> command(List<String> arguments) {
        return command("-XX:AOTCache=" + cache, arguments);
    }

    private List<String> command(String cacheFlag, List<String> arguments) {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.addAll(Arrays.asList(
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xms8m",
                "-Xmx32m",
                "-XX:MaxDirectMemorySize=16m",
                "-Xlog:disable",
                cacheFlag,
                "-cp",
                classPath,
                Main.class.getName()));
        command.addAll(arguments);
        return command;
    }
}
