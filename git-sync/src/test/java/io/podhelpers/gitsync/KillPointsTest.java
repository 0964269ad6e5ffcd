package io.podhelpers.gitsync;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Constructor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.extension.AnnotatedElementContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.io.TempDirFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Passes that are killed at steps all along their way over the file system: thousands in a build, where [KillTest]
/// kills
/// real processes at a few dozen moments. `-Dgitsync.stride=1` kills at each step that there is, otherwise it is
/// each sixth, from another one in each run; `-Dgitsync.seed=S` repeats the choices of a run. Of the scenario with
/// submodules, whose steps are nearly as many as those of all others, it is each third of these.
@SuppressWarnings("NullAway.Init") // set before each test
class KillPointsTest {
    private static final int STRIDE = Integer.getInteger("gitsync.stride", 6);
    private static final int OF_SUBMODULES = STRIDE == 1 ? 1 : 3 * STRIDE;
    private static final int FEWEST = 120 / STRIDE;
    private static final long SEED = Long.getLong("gitsync.seed", System.nanoTime());

    // kept for all scenarios, so that the JVM compiles it once
    private static final KillPointLoader loader = new KillPointLoader();

    @TempDir(factory = InMemory.class)
    Path directory;

    /// A kill leaves what the kernel knows, so what never gets to a disk serves as well, and quicker.
    static final class InMemory implements TempDirFactory {
        @Override
        public Path createTempDirectory(AnnotatedElementContext element, ExtensionContext context) throws IOException {
            Path memory = Path.of("/dev/shm");
            return Files.isWritable(memory)
                    ? Files.createTempDirectory(memory, "kill-points")
                    : Files.createTempDirectory("kill-points");
        }
    }

    @ParameterizedTest
    @EnumSource
    void killedAtAnyStepTheNextPassPublishesTheRightRevision(KillScenario scenario) throws Exception {
        Constructor<?> constructor = loader.loadClass(KilledAtEachStep.class.getName())
                .getDeclaredConstructor(Path.class, String.class, int.class, long.class);
        constructor.setAccessible(true);
        int stride = scenario == KillScenario.SUBMODULE ? OF_SUBMODULES : STRIDE;
        System.out.println("KillPointsTest: " + scenario + ", -Dgitsync.seed=" + SEED);
        Callable<?> passes = (Callable<?>) constructor.newInstance(directory, scenario.name(), stride, SEED);
        Integer kills = (Integer) passes.call();
        System.out.println("KillPointsTest: " + scenario + ", killed " + kills + " times");
        assertThat(kills).isGreaterThan(FEWEST);
    }
}
