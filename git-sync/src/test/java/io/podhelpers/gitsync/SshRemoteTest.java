package io.podhelpers.gitsync;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.podhelpers.gitsync.ed25519.Ed25519Registrar;
import io.podhelpers.gitsync.lfs.FakeLfsServer;
import io.podhelpers.gitsync.lfs.LfsPointer;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.config.keys.writer.openssh.OpenSSHKeyPairResourceWriter;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.shell.ProcessShellFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@SuppressWarnings("NullAway.Init") // set before each test
class SshRemoteTest {
    @TempDir
    Path directory;

    private final Map<String, PublicKey> allowed = new ConcurrentHashMap<>();
    private SshServer server;
    private KeyPair hostKey;
    private Remote remote;

    @BeforeEach
    void startServer() throws Exception {
        Ed25519Registrar.register();
        hostKey = generate("EC", 256);
        server = SshServer.setUpDefaultServer();
        server.setHost("127.0.0.1");
        server.setKeyPairProvider(KeyPairProvider.wrap(hostKey));
        server.setPublickeyAuthenticator(
                (_, key, _) -> allowed.values().stream().anyMatch(known -> KeyUtils.compareKeys(known, key)));
        server.setCommandFactory(
                (channel, command) -> new ProcessShellFactory(command, "sh", "-c", command).createShell(channel));
        server.start();
        remote = Remote.withOneCommit(directory, "repo");
    }

    @AfterEach
    void stopServer() throws Exception {
        server.stop(true);
    }

    private static KeyPair generate(String algorithm, int size) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
        if (size > 0) {
            generator.initialize(size);
        }
        return generator.generateKeyPair();
    }

    private Path keyFile(String name, KeyPair key) throws Exception {
        Path file = directory.resolve(name);
        try (OutputStream out = Files.newOutputStream(file)) {
            OpenSSHKeyPairResourceWriter.INSTANCE.writePrivateKey(key, name, null, out);
        }
        return file;
    }

    private Path knownHosts(PublicKey key) throws Exception {
        return Files.writeString(
                directory.resolve("known_hosts"),
                "[127.0.0.1]:" + server.getPort() + " " + PublicKeyEntry.toString(key) + "\n");
    }

    private String url() {
        return "ssh://git@127.0.0.1:" + server.getPort() + remote.bare;
    }

    @ParameterizedTest
    @CsvSource({"Ed25519,0", "EC,256", "EC,384", "RSA,2048"})
    void everyKindOfKeyOpensTheDoor(String algorithm, int size) throws Exception {
        KeyPair key = generate(algorithm, size);
        allowed.put("me", key.getPublic());
        try (Sync sync = Sync.of(
                url(),
                directory.resolve("root"),
                "--ssh-key-file=" + keyFile("key", key),
                "--ssh-known-hosts-file=" + knownHosts(hostKey.getPublic()))) {
            sync.pass();
            assertThat(sync.read("file")).isEqualTo("one");
            remote.commit("file", "two");
            sync.pass();
            assertThat(sync.read("file")).isEqualTo("two");
            assertThat(sync.status()).isEmpty();
        }
    }

    @Test
    void severalKeysAreTriedInTurn() throws Exception {
        KeyPair last = generate("Ed25519", 0);
        allowed.put("me", last.getPublic());
        try (Sync sync = Sync.of(
                url(),
                directory.resolve("root"),
                "--ssh-key-file=" + keyFile("first", generate("RSA", 2048)),
                "--ssh-key-file=" + keyFile("second", generate("EC", 256)),
                "--ssh-key-file=" + keyFile("third", last),
                "--ssh-known-hosts-file=" + knownHosts(hostKey.getPublic()))) {
            sync.pass();
            assertThat(sync.read("file")).isEqualTo("one");
        }
    }

    @Test
    void aKeyThatIsNotAllowedIsRefusedInOneLine() throws Exception {
        try (Sync sync = Sync.of(
                url(),
                directory.resolve("root"),
                "--ssh-key-file=" + keyFile("key", generate("Ed25519", 0)),
                "--ssh-known-hosts=false")) {
            assertThatThrownBy(sync::pass).isInstanceOf(SyncException.class).hasMessageNotContaining("\n");
        }
    }

    @Test
    void aServerWithAnotherKeyThanTheKnownOneIsNotTrusted() throws Exception {
        KeyPair key = generate("Ed25519", 0);
        allowed.put("me", key.getPublic());
        Path keyFile = keyFile("key", key);
        try (Sync sync = Sync.of(
                url(),
                directory.resolve("root"),
                "--ssh-key-file=" + keyFile,
                "--ssh-known-hosts-file=" + knownHosts(generate("EC", 256).getPublic()))) {
            assertThatThrownBy(sync::pass).isInstanceOf(SyncException.class);
        }
        Path nobody = Files.writeString(directory.resolve("nobody"), "");
        try (Sync sync = Sync.of(
                url(), directory.resolve("root"), "--ssh-key-file=" + keyFile, "--ssh-known-hosts-file=" + nobody)) {
            assertThatThrownBy(sync::pass).isInstanceOf(SyncException.class);
            assertThat(nobody).isEmptyFile();
        }
    }

    @Test
    void withoutTheCheckEveryServerIsTrusted() throws Exception {
        KeyPair key = generate("Ed25519", 0);
        allowed.put("me", key.getPublic());
        try (Sync sync = Sync.of(
                url(), directory.resolve("root"), "--ssh-key-file=" + keyFile("key", key), "--ssh-known-hosts=false")) {
            sync.pass();
            assertThat(sync.read("file")).isEqualTo("one");
        }
    }

    @Test
    void aMissingKeyOrListOfKnownHostsIsNamed() throws Exception {
        try (Sync sync =
                Sync.of(url(), directory.resolve("root"), "--ssh-key-file=/no/key", "--ssh-known-hosts=false")) {
            assertThatThrownBy(sync::pass).hasMessageContaining("--ssh-key-file: cannot read /no/key");
        }
        Path key = keyFile("key", generate("EC", 256));
        try (Sync sync = Sync.of(
                url(), directory.resolve("root"), "--ssh-key-file=" + key, "--ssh-known-hosts-file=/no/hosts")) {
            assertThatThrownBy(sync::pass).hasMessageContaining("--ssh-known-hosts-file: cannot read /no/hosts");
        }
    }

    @Test
    void theServerNamesTheWayToLargeFiles() throws Exception {
        KeyPair key = generate("Ed25519", 0);
        allowed.put("me", key.getPublic());
        try (FakeLfsServer large = new FakeLfsServer("git", "t0ken")) {
            LfsPointer pointer = large.put("large");
            String basic = Base64.getEncoder().encodeToString("git:t0ken".getBytes(UTF_8));
            Path program = Files.writeString(
                    directory.resolve("authenticate"), """
                    #!/bin/sh
                    test "$1 $2" = '%s download' || exit 1
                    echo '{"href":"%s/octo/site.git/info/lfs","header":{"Authorization":"Basic %s"}}'
                    """.formatted(remote.bare, large.url(), basic));
            Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
            server.setCommandFactory((channel, command) -> {
                String known = command.replaceFirst("^git-lfs-authenticate", program.toString());
                return new ProcessShellFactory(known, "sh", "-c", known).createShell(channel);
            });
            remote.write(".gitattributes", "*.bin filter=lfs\n");
            remote.commit(
                    "a.bin",
                    "version https://git-lfs.github.com/spec/v1\noid sha256:" + pointer.oid() + "\nsize "
                            + pointer.size() + "\n");
            try (Sync sync = Sync.of(
                    url(),
                    directory.resolve("root"),
                    "--ssh-key-file=" + keyFile("key", key),
                    "--ssh-known-hosts-file=" + knownHosts(hostKey.getPublic()))) {
                sync.pass();
                assertThat(sync.read("a.bin")).isEqualTo("large");
            }
        }
    }
}
