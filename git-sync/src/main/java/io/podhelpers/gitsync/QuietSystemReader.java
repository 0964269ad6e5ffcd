package io.podhelpers.gitsync;

import java.io.File;
import java.io.IOException;
import java.util.List;
import java.util.TimeZone;
import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.lib.StoredConfig;
import org.eclipse.jgit.storage.file.FileBasedConfig;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.eclipse.jgit.storage.file.WindowCacheConfig;
import org.eclipse.jgit.util.FS;
import org.eclipse.jgit.util.SystemReader;
import org.jspecify.annotations.Nullable;

/// Keeps JGit to itself: no configuration of the system or the user, no environment, nothing written to a home
/// directory, and no calibration of the file store's clock, which would cost seconds at the first fetch.
///
/// What `--git-config` asks for stands where the user's configuration would, for each repository its own.
final class QuietSystemReader extends SystemReader {
    private static final int STREAM_FROM_BYTES = 4 << 20;
    private static final int PACK_CACHE_BYTES = 6 << 20;
    private static final int DELTA_CACHE_BYTES = 2 << 20;

    // JGit asks for the user's configuration while it opens a repository, and keeps it with that
    private static final ScopedValue<List<GitSetting>> SETTINGS = ScopedValue.newInstance();

    private final FileBasedConfig plain = new InMemoryConfig(null, FS.DETECTED);

    private QuietSystemReader() {
        setPlatformChecker();
    }

    /// Makes this the way JGit sees the system, for the whole process; before any repository is opened.
    static void install() {
        SystemReader.setInstance(new QuietSystemReader());
        WindowCacheConfig cache = new WindowCacheConfig();
        cache.setPackedGitLimit(PACK_CACHE_BYTES);
        cache.setDeltaBaseCacheLimit(DELTA_CACHE_BYTES);
        cache.setStreamFileThreshold(STREAM_FROM_BYTES);
        cache.install();
    }

    /// Opens a repository for which the settings stand where the user's configuration would.
    static Repository open(FileRepositoryBuilder builder, List<GitSetting> settings) throws IOException {
        return ScopedValue.where(SETTINGS, settings).call(builder::build);
    }

    // not the one configuration of the process that JGit would keep: each repository has settings of its own
    @Override
    public StoredConfig getUserConfig() {
        return SETTINGS.isBound() ? openUserConfig(null, FS.DETECTED) : plain;
    }

    @Override
    public FileBasedConfig openUserConfig(@Nullable Config parent, FS fs) {
        FileBasedConfig config = new InMemoryConfig(parent, fs);
        SETTINGS.orElse(List.of()).forEach(setting -> setting.applyTo(config));
        return config;
    }

    @Override
    public FileBasedConfig openSystemConfig(@Nullable Config parent, FS fs) {
        return new InMemoryConfig(parent, fs);
    }

    @Override
    public FileBasedConfig openJGitConfig(@Nullable Config parent, FS fs) {
        return new InMemoryConfig(parent, fs);
    }

    @Override
    public @Nullable String getenv(String variable) {
        return null;
    }

    @Override
    public @Nullable String getProperty(String key) {
        return System.getProperty(key);
    }

    @Override
    public String getHostname() {
        return "localhost";
    }

    @Override
    @SuppressWarnings("deprecation") // abstract in the class we extend
    public long getCurrentTime() {
        return System.currentTimeMillis();
    }

    @Override
    @SuppressWarnings("deprecation") // abstract in the class we extend
    public int getTimezone(long when) {
        return TimeZone.getDefault().getOffset(when) / 60_000;
    }

    /// Never read from or written to a file; answers for every file store what the calibration would have measured.
    private static final class InMemoryConfig extends FileBasedConfig {
        InMemoryConfig(@Nullable Config parent, FS fs) {
            super(parent, new File("/nonexistent"), fs);
        }

        @Override
        public void load() {}

        @Override
        public void save() {}

        @Override
        public boolean isOutdated() {
            return false;
        }

        @Override
        public @Nullable String getString(String section, @Nullable String subsection, String name) {
            if (section.equals("filesystem")) {
                // a kernel tick, the coarsest of the usual Linux file systems
                return name.equals("timestampResolution") ? "10 milliseconds" : "20 milliseconds";
            }
            return super.getString(section, subsection, name);
        }
    }
}
