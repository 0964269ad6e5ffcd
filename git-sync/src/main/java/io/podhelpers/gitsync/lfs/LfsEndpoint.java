package io.podhelpers.gitsync.lfs;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.eclipse.jgit.transport.URIish;
import org.jspecify.annotations.Nullable;

/// Who has the large files of a repository.
public sealed interface LfsEndpoint {
    /// A server that speaks the batch API below this URL.
    record Server(URI url) implements LfsEndpoint {}

    /// The repository's own folder, where a local repository keeps them.
    record Folder(Path objects) implements LfsEndpoint {}

    /// As git-lfs finds it: what `.lfsconfig` names, else `URL.git/info/lfs` beside the repository, over https for
    /// repositories that are reached by ssh.
    ///
    /// @param remote the URL that the repository is fetched from
    /// @param configured `lfs.url` of the commit's `.lfsconfig`, or null
    static LfsEndpoint of(String remote, @Nullable String configured) throws IOException {
        if (configured != null) {
            return server(configured);
        }
        URIish uri = parse(remote);
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        if (uri.getHost() == null || scheme.equals("file")) {
            return folder(Path.of(uri.getPath()));
        }
        boolean http = scheme.equals("http") || scheme.equals("https");
        String path = uri.getRawPath().replaceFirst("^/*", "/").replaceFirst("/+$", "");
        String port = http && uri.getPort() > 0 ? ":" + uri.getPort() : "";
        String suffix = path.endsWith(".git") ? "/info/lfs" : ".git/info/lfs";
        return server((http ? scheme : "https") + "://" + uri.getHost() + port + path + suffix);
    }

    private static Folder folder(Path repository) {
        Path inside = repository.resolve(".git");
        return new Folder(
                (Files.isDirectory(inside) ? inside : repository).resolve("lfs").resolve("objects"));
    }

    private static Server server(String url) throws IOException {
        try {
            URI uri = new URI(url.replaceFirst("/+$", ""));
            String scheme = String.valueOf(uri.getScheme());
            if (uri.getHost() != null && (scheme.equals("http") || scheme.equals("https"))) {
                return new Server(uri);
            }
        } catch (URISyntaxException e) {
            throw new IOException("LFS server: not a URL (expected: http(s)://host/path)", e);
        }
        throw new IOException("LFS server: not of http or https (expected: http(s)://host/path)");
    }

    private static URIish parse(String remote) throws IOException {
        try {
            return new URIish(remote);
        } catch (URISyntaxException e) {
            throw new IOException("LFS server: cannot be derived from the repository's URL", e);
        }
    }
}
