package io.podhelpers.redisambassador;

import io.podhelpers.redisambassador.config.Endpoint;
import io.podhelpers.redisambassador.config.ListenerTls;
import io.podhelpers.redisambassador.config.LocalUsers;
import io.podhelpers.runtime.Secrets;
import io.podhelpers.runtime.UserError;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;

/// Where clients connect, and who is let in; a picocli mixin.
final class ClientOptions {
    @Option(
            names = "--listen-address",
            paramLabel = "ADDRESS",
            converter = EndpointConverter.class,
            description =
                    "Where clients connect: 127.0.0.1:6379, or 127.0.0.1:6380 in front of shards; a path and a mode for a unix socket: /run/redis.sock 0660.")
    @Nullable
    Endpoint listenAddress;

    @Option(
            names = "--password-file",
            paramLabel = "FILE",
            description = "Clients have to authenticate with this password; without it the servers decide.")
    @Nullable
    Path passwordFile;

    @Option(
            names = "--user",
            paramLabel = "NAME",
            defaultValue = "default",
            description = "The user that goes with --password-file.")
    String user;

    @Option(
            names = "--users-file",
            paramLabel = "FILE",
            description =
                    "Clients have to authenticate as one of these users: name:password or name:#sha256 in each line.")
    @Nullable
    Path usersFile;

    @Option(
            names = "--tls-cert-file",
            paramLabel = "FILE",
            description = "PEM certificate to show to clients, who then have to speak TLS.")
    @Nullable
    Path tlsCertFile;

    @Option(names = "--tls-key-file", paramLabel = "FILE", description = "PEM key of --tls-cert-file.")
    @Nullable
    Path tlsKeyFile;

    @Option(
            names = "--tls-client-ca-file",
            paramLabel = "FILE",
            description = "PEM certificates of whoever signs those of clients, who then have to show one.")
    @Nullable
    Path tlsClientCaFile;

    @Nullable
    ListenerTls tls() {
        return ListenerTls.of(tlsCertFile, tlsKeyFile, tlsClientCaFile, "--");
    }

    @Nullable
    LocalUsers users() {
        return users("--", user, passwordFile, usersFile);
    }

    /// @param dashes what stands before an option's name where these were given
    static @Nullable LocalUsers users(
            String dashes, String user, @Nullable Path passwordFile, @Nullable Path usersFile) {
        if (passwordFile != null && usersFile != null) {
            throw new UserError(dashes + "password-file, " + dashes + "users-file: both (expected: one of them)");
        }
        if (usersFile != null) {
            return LocalUsers.read(dashes + "users-file", usersFile);
        }
        return passwordFile == null ? null : LocalUsers.of(user, Secrets.read(dashes + "password-file", passwordFile));
    }

    void addFiles(Set<Path> files) {
        for (Path file : new @Nullable Path[] {passwordFile, usersFile, tlsCertFile, tlsKeyFile, tlsClientCaFile}) {
            if (Objects.nonNull(file)) {
                files.add(file);
            }
        }
    }

    static final class EndpointConverter implements ITypeConverter<Endpoint> {
        @Override
        public Endpoint convert(String text) {
            try {
                return Endpoint.parse(text, "");
            } catch (UserError e) {
                throw new picocli.CommandLine.TypeConversionException(
                        String.valueOf(e.getMessage()).replaceFirst("^: ", ""));
            }
        }
    }
}
