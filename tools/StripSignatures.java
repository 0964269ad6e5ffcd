import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/// Writes each signed jar anew without its signatures: the JVM leaves the classes of signed jars out of its AOT cache.
/// Started from its source by `tools/dist`; the arguments are the jars.
final class StripSignatures {
    public static void main(String[] jars) throws IOException {
        for (String jar : jars) {
            strip(Path.of(jar));
        }
    }

    private static void strip(Path jar) throws IOException {
        Path unsigned = jar.resolveSibling(jar.getFileName() + ".unsigned");
        try (JarFile in = new JarFile(jar.toFile(), false);
                OutputStream file = Files.newOutputStream(unsigned);
                JarOutputStream out = new JarOutputStream(file)) {
            for (JarEntry entry : in.stream().toList()) {
                if (!isSignature(entry.getName())) {
                    copy(in, entry, out);
                }
            }
        }
        Files.move(unsigned, jar, StandardCopyOption.REPLACE_EXISTING);
    }

    private static boolean isSignature(String name) {
        return name.matches("META-INF/[^/]+\\.(SF|RSA|DSA|EC)");
    }

    private static void copy(JarFile in, JarEntry entry, JarOutputStream out) throws IOException {
        JarEntry copy = new JarEntry(entry.getName());
        copy.setTime(entry.getTime());
        out.putNextEntry(copy);
        if (entry.getName().equals(JarFile.MANIFEST_NAME)) {
            withoutDigests(in.getManifest()).write(out);
        } else {
            try (InputStream content = in.getInputStream(entry)) {
                content.transferTo(out);
            }
        }
        out.closeEntry();
    }

    private static Manifest withoutDigests(Manifest signed) {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().putAll(signed.getMainAttributes());
        signed.getEntries().forEach((name, attributes) -> {
            Attributes kept = new Attributes(attributes);
            kept.keySet().removeIf(key -> key.toString().contains("-Digest"));
            if (!kept.isEmpty()) {
                manifest.getEntries().put(name, kept);
            }
        });
        return manifest;
    }
}
