package io.podhelpers.gitsync;

import io.podhelpers.gitsync.support.Commands;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// An authority (`ca.pem`), and what it signed: the certificate of the git server and one of a client (`me`).
final class Certificates {
    private final Path directory;

    Certificates(Path directory) throws Exception {
        this.directory = directory;
        String ec = "-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2";
        new Commands(directory).run("sh", "-ec", """
                openssl req -x509 %1$s -subj /CN=ca -keyout ca.key -out ca.pem
                for name in server me; do
                    openssl req %1$s -subj /CN=$name -keyout $name.key -out $name.csr
                    echo subjectAltName=DNS:git-server >ext
                    openssl x509 -req -in $name.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 -extfile ext -out $name.pem
                done""".formatted(ec));
    }

    /// Key and certificate, as the server reads them.
    String ofServer() {
        return text("server.key") + text("server.pem");
    }

    String text(String file) {
        try {
            return Files.readString(directory.resolve(file));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
