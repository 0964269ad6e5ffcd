import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFileVersion;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeTransform;
import java.lang.constant.ClassDesc;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/// Writes those jars anew whose classes the JVM would leave out of its AOT cache: signed ones without their signatures,
/// and classes older than Java 6 as Java 8's, with the stack maps that the cache asks for.
///
/// Started from its source by `tools/dist`; the arguments are the jars. A jar without such classes stays as it is.
final class PrepareJars {
    /// The first version with stack maps is 50; from 51 on they are required.
    private static final int FIRST_WITH_STACK_MAPS = 50;

    private static final int MAGIC_AND_MINOR_BYTES = 6;

    public static void main(String[] jars) throws IOException {
        for (String jar : jars) {
            Path path = Path.of(jar);
            if (leftOut(path)) {
                prepare(path);
            }
        }
    }

    private static boolean leftOut(Path jar) throws IOException {
        try (JarFile in = new JarFile(jar.toFile(), false)) {
            for (JarEntry entry : in.stream().toList()) {
                if (isSignature(entry) || isClass(entry) && isOld(bytes(in, entry))) {
                    return true;
                }
            }
            return false;
        }
    }

    private static void prepare(Path jar) throws IOException {
        Path prepared = jar.resolveSibling(jar.getFileName() + ".new");
        try (JarFile in = new JarFile(jar.toFile(), false);
                OutputStream file = Files.newOutputStream(prepared);
                JarOutputStream out = new JarOutputStream(file)) {
            ClassHierarchyResolver classes = ClassHierarchyResolver.ofResourceParsing(
                            name -> open(in, name))
                    .orElse(ClassHierarchyResolver.defaultResolver());
            ClassFile rewriter = ClassFile.of(
                    ClassFile.StackMapsOption.GENERATE_STACK_MAPS, ClassFile.ClassHierarchyResolverOption.of(classes));
            for (JarEntry entry : in.stream().toList()) {
                if (!isSignature(entry)) {
                    copy(in, entry, out, rewriter);
                }
            }
        }
        Files.move(prepared, jar, StandardCopyOption.REPLACE_EXISTING);
    }

    private static void copy(JarFile in, JarEntry entry, JarOutputStream out, ClassFile rewriter) throws IOException {
        JarEntry copy = new JarEntry(entry.getName());
        copy.setTime(entry.getTime());
        out.putNextEntry(copy);
        if (entry.getName().equals(JarFile.MANIFEST_NAME)) {
            withoutDigests(in.getManifest()).write(out);
        } else {
            byte[] content = bytes(in, entry);
            out.write(isClass(entry) && isOld(content) ? asJava8(content, rewriter) : content);
        }
        out.closeEntry();
    }

    private static InputStream open(JarFile jar, ClassDesc name) {
        String path = name.descriptorString();
        JarEntry entry = jar.getJarEntry(path.substring(1, path.length() - 1) + ".class");
        try {
            return entry == null ? null : jar.getInputStream(entry);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + entry + " of " + jar.getName(), e);
        }
    }

    private static byte[] asJava8(byte[] old, ClassFile rewriter) {
        ClassModel model = rewriter.parse(old);
        ClassTransform code = ClassTransform.transformingMethodBodies(CodeTransform.ACCEPT_ALL);
        ClassTransform version = ClassTransform.endHandler(
                builder -> builder.with(ClassFileVersion.of(ClassFile.JAVA_8_VERSION, 0)));
        return rewriter.transformClass(model, code.andThen(version));
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

    private static boolean isSignature(JarEntry entry) {
        return entry.getName().matches("META-INF/[^/]+\\.(SF|RSA|DSA|EC)");
    }

    private static boolean isClass(JarEntry entry) {
        return entry.getName().endsWith(".class");
    }

    private static boolean isOld(byte[] classFile) {
        int major = (classFile[MAGIC_AND_MINOR_BYTES] & 0xff) << 8 | classFile[MAGIC_AND_MINOR_BYTES + 1] & 0xff;
        return major < FIRST_WITH_STACK_MAPS;
    }

    private static byte[] bytes(JarFile jar, JarEntry entry) throws IOException {
        try (InputStream in = jar.getInputStream(entry)) {
            return in.readAllBytes();
        }
    }
}
