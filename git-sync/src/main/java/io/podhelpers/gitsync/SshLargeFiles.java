package io.podhelpers.gitsync;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.podhelpers.gitsync.lfs.LfsAccess;
import java.io.IOException;
import java.io.InputStream;
import org.eclipse.jgit.transport.CredentialsProvider;
import org.eclipse.jgit.transport.RemoteSession;
import org.eclipse.jgit.transport.SshSessionFactory;
import org.eclipse.jgit.transport.URIish;
import org.eclipse.jgit.util.FS;
import org.eclipse.jgit.util.QuotedString;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Asks an ssh server for the way to the large files: `git-lfs-authenticate PATH download` prints a URL and headers
/// (git-lfs, `docs/api/authentication.md`).
final class SshLargeFiles {
    private static final Logger log = LoggerFactory.getLogger(SshLargeFiles.class);
    private static final int LONGEST_ANSWER = 64 * 1024;

    private SshLargeFiles() {}

    /// The answer; null if the server does not know the command.
    static @Nullable LfsAccess ask(SshSessionFactory sessions, URIish uri, PassLimit limit) throws IOException {
        int seconds = limit.seconds();
        RemoteSession session = sessions.getSession(
                uri, CredentialsProvider.getDefault(), FS.DETECTED, Math.multiplyExact(seconds, 1000));
        try {
            String command = "git-lfs-authenticate " + QuotedString.BOURNE.quote(uri.getPath()) + " download";
            Process process = session.exec(command, seconds);
            try (InputStream out = process.getInputStream()) {
                String answer = new String(out.readNBytes(LONGEST_ANSWER), UTF_8);
                if (process.waitFor() == 0 && !answer.isBlank()) {
                    return LfsAccess.parse(answer);
                }
                log.atDebug().addKeyValue("host", uri.getHost()).log("the ssh server hands out no access to LFS");
                return null;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted", e);
            } finally {
                process.destroy();
            }
        } finally {
            session.disconnect();
        }
    }
}
