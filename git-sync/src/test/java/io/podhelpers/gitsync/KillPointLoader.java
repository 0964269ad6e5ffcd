package io.podhelpers.gitsync;

import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Loads git-sync and JGit once more, with a [KillPoints#reached] before each call that changes something on a file
/// system. Both write through `java.nio.file` and `java.io` in hundreds of places, so there is no one place to be
/// killed
/// in.
final class KillPointLoader extends ClassLoader {
    private static final List<String> OURS = List.of("io.podhelpers.gitsync.", "org.eclipse.jgit.");

    private static final ClassDesc KILL_POINTS = ClassDesc.of(KillPoints.class.getName());
    private static final MethodTypeDesc NOTHING = MethodTypeDesc.of(ConstantDescs.CD_void);

    private static final Set<String> STREAM = Set.of("<init>", "write", "flush", "close", "setLength");
    private static final Map<String, Set<String>> STEPS = Map.of(
            "java/nio/file/Files",
                    Set.of(
                            "copy",
                            "createDirectories",
                            "createDirectory",
                            "createFile",
                            "createLink",
                            "createSymbolicLink",
                            "createTempFile",
                            "delete",
                            "deleteIfExists",
                            "move",
                            "newByteChannel",
                            "newOutputStream",
                            "setLastModifiedTime",
                            "setPosixFilePermissions",
                            "write",
                            "writeString"),
            "java/io/File",
                    Set.of("createNewFile", "createTempFile", "delete", "mkdir", "mkdirs", "renameTo", "setReadOnly"),
            "java/io/FileOutputStream", STREAM,
            "java/io/RandomAccessFile", STREAM,
            "java/nio/channels/FileChannel", Set.of("write", "truncate"),
            "java/nio/file/attribute/PosixFileAttributeView", Set.of("setPermissions"),
            "java/nio/file/attribute/BasicFileAttributeView", Set.of("setTimes"));

    /// Streams of which only the place tells that they lead to a file.
    private static final Map<String, Set<String>> STREAM_STEPS = Map.of(
            "java/io/OutputStream", Set.of("write", "close"),
            "java/io/BufferedOutputStream", Set.of("write", "flush", "close"),
            "java/io/DataOutputStream", Set.of("close"));

    private static final List<String> WRITERS_OF_FILES =
            List.of("io/podhelpers/gitsync/", "org/eclipse/jgit/internal/storage/file/");

    KillPointLoader() {
        super(KillPointLoader.class.getClassLoader());
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        if (OURS.stream().noneMatch(name::startsWith)) {
            return super.loadClass(name, resolve);
        }
        synchronized (getClassLoadingLock(name)) {
            Class<?> loaded = findLoadedClass(name);
            return loaded == null ? findClass(name) : loaded;
        }
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        try (InputStream in = getResourceAsStream(name.replace('.', '/') + ".class")) {
            if (in == null) {
                throw new ClassNotFoundException(name);
            }
            byte[] bytes = withKillPoints(in.readAllBytes());
            return defineClass(name, bytes, 0, bytes.length);
        } catch (IOException e) {
            throw new ClassNotFoundException(name, e);
        }
    }

    private static byte[] withKillPoints(byte[] bytes) {
        ClassFile format = ClassFile.of();
        var parsed = format.parse(bytes);
        String name = parsed.thisClass().asInternalName();
        boolean writesFiles = WRITERS_OF_FILES.stream().anyMatch(name::startsWith);
        return format.transformClass(
                parsed, ClassTransform.transformingMethodBodies((code, element) -> add(code, element, writesFiles)));
    }

    private static void add(CodeBuilder code, CodeElement element, boolean writesFiles) {
        if (element instanceof InvokeInstruction call
                && (isStep(STEPS, call) || (writesFiles && isStep(STREAM_STEPS, call)))) {
            code.invokestatic(KILL_POINTS, "reached", NOTHING);
        }
        code.with(element);
    }

    private static boolean isStep(Map<String, Set<String>> steps, InvokeInstruction call) {
        return steps.getOrDefault(call.owner().asInternalName(), Set.of())
                .contains(call.name().stringValue());
    }
}
