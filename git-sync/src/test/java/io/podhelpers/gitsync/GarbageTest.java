package io.podhelpers.gitsync;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What each `--git-gc` leaves of old revisions, counted by git itself.
class GarbageTest {
    private static final int AUTO_PACKS = 20;

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"always", "aggressive"})
    void onePackWithThePublishedRevisionIsLeft(String mode) throws Exception {
        Remote remote = Remote.withOneCommit(directory, "repo");
        String one = remote.head();
        try (Sync sync = sync(remote, mode)) {
            update(sync, remote, 3);
            assertThat(count(sync)).containsEntry("packs", "1").containsEntry("count", "0");
            assertThat(has(sync, one)).isFalse();
            judge(sync);
        }
    }

    @Test
    void offKeepsWhateverWasFetched() throws Exception {
        Remote remote = Remote.withOneCommit(directory, "repo");
        String one = remote.head();
        try (Sync sync = sync(remote, "off")) {
            update(sync, remote, AUTO_PACKS + 2);
            assertThat(Integer.parseInt(count(sync).get("packs"))).isGreaterThan(AUTO_PACKS);
            assertThat(has(sync, one)).isTrue();
            judge(sync);
        }
    }

    @Test
    void autoCollectsWhenPacksHavePiledUp() throws Exception {
        Remote remote = Remote.withOneCommit(directory, "repo");
        String one = remote.head();
        try (Sync sync = sync(remote, "auto")) {
            update(sync, remote, 3);
            assertThat(has(sync, one)).isTrue();
            assertThat(count(sync)).containsEntry("packs", "4");
            update(sync, remote, AUTO_PACKS);
            assertThat(has(sync, one)).isFalse();
            assertThat(Integer.parseInt(count(sync).get("packs"))).isLessThan(AUTO_PACKS);
            judge(sync);
        }
    }

    private Sync sync(Remote remote, String mode) {
        return Sync.of(remote, directory.resolve("root"), "--git-gc=" + mode);
    }

    private static void update(Sync sync, Remote remote, int times) throws Exception {
        sync.pass();
        for (int i = 0; i < times; i++) {
            remote.commit("file", remote.head());
            sync.pass();
        }
    }

    private static Map<String, String> count(Sync sync) {
        Map<String, String> counts = new TreeMap<>();
        Git.run(sync.link, "count-objects", "-v").lines().forEach(line -> {
            int colon = line.indexOf(": ");
            counts.put(line.substring(0, colon), line.substring(colon + 2));
        });
        return counts;
    }

    private static boolean has(Sync sync, String hash) {
        return Git.run(sync.link, "cat-file", "--batch-all-objects", "--batch-check")
                .contains(hash);
    }

    private static void judge(Sync sync) {
        assertThat(sync.status()).isEmpty();
        assertThat(Git.run(sync.link, "fsck", "--full")).doesNotContain("error", "missing", "broken");
    }
}
