package io.podhelpers.logshipper.reclaim;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.file.Path;

/// The three calls of the C library that Java has no words for. Not loaded unless something is to be reclaimed.
@SuppressWarnings("restricted") // the launcher says --enable-native-access
final class Native {
    private static final int WRITE_ONLY_CLOSE_ON_EXEC = 0x80001;
    private static final int PUNCH_HOLE_KEEP_SIZE = 3;
    private static final int NOT_PERMITTED = 1;
    private static final int NO_ENTRY = 2;
    private static final int NO_ACCESS = 13;
    private static final int READ_ONLY = 30;
    private static final int NO_SYSTEM_CALL = 38;
    private static final int NOT_SUPPORTED = 95;

    private final StructLayout state = Linker.Option.captureStateLayout();
    private final VarHandle errno = state.varHandle(java.lang.foreign.MemoryLayout.PathElement.groupElement("errno"));
    private final MethodHandle open =
            function("open", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT), Linker.Option.firstVariadicArg(2));
    private final MethodHandle fallocate =
            function("fallocate", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG));
    private final MethodHandle close = function("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));

    private static MethodHandle function(String name, FunctionDescriptor signature, Linker.Option... more) {
        Linker linker = Linker.nativeLinker();
        Linker.Option[] options = java.util.Arrays.copyOf(more, more.length + 1);
        options[more.length] = Linker.Option.captureCallState("errno");
        return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), signature, options);
    }

    /// Opens a file for writing.
    ///
    /// @return the descriptor, to be closed by [#close]
    int open(Path file) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment captured = arena.allocate(state);
            int fd = (int) open.invokeExact(captured, arena.allocateFrom(file.toString()), WRITE_ONLY_CLOSE_ON_EXEC);
            if (fd < 0) {
                throw failed("cannot be opened for writing", captured);
            }
            return fd;
        } catch (IOException e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("open", e);
        }
    }

    /// Gives the blocks of a range back; the file keeps its length, and the range reads as NUL bytes.
    void punchHole(int fd, long from, long length) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment captured = arena.allocate(state);
            int result = (int) fallocate.invokeExact(captured, fd, PUNCH_HOLE_KEEP_SIZE, from, length);
            if (result != 0) {
                throw failed("holes cannot be punched", captured);
            }
        } catch (IOException e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("fallocate", e);
        }
    }

    void close(int fd) {
        try (Arena arena = Arena.ofConfined()) {
            int _ = (int) close.invokeExact(arena.allocate(state), fd);
        } catch (Throwable e) {
            throw new IllegalStateException("close", e);
        }
    }

    private IOException failed(String what, MemorySegment captured) {
        int number = (int) errno.get(captured, 0L);
        String why = switch (number) {
            case NOT_PERMITTED, NO_ACCESS -> "no permission";
            case NO_ENTRY -> "not there";
            case READ_ONLY -> "read-only file system";
            case NO_SYSTEM_CALL, NOT_SUPPORTED -> "this file system cannot";
            default -> "errno " + number;
        };
        return new IOException(what + ": " + why);
    }
}
