package io.podhelpers.gitsync.credentials;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/// The cookies of a file in Netscape's form, as curl writes it and git's `http.cookieFile` reads it.
///
/// A line has seven fields divided by tabs: domain, whether its subdomains count, path, whether only https counts,
/// expiry
/// in seconds (0 for none), name, value. Lines that begin with `#` are comments, but for `#HttpOnly_` before a domain;
/// a
/// line of another form is passed over. Its text shows no value.
public final class CookieFile {
    private static final int FIELDS = 7;
    private static final long LARGEST_BYTES = 1024 * 1024;
    private static final String HTTP_ONLY = "#HttpOnly_";

    private record Cookie(String domain, boolean subdomains, String path, boolean secure, long expiry, String pair) {
        static Optional<Cookie> parse(String line) {
            String text = line.startsWith(HTTP_ONLY) ? line.substring(HTTP_ONLY.length()) : line;
            String[] fields = text.split("\t", FIELDS);
            if (text.startsWith("#") || fields.length < FIELDS || !fields[4].matches("\\d{1,18}")) {
                return Optional.empty();
            }
            return Optional.of(new Cookie(
                    fields[0].replaceFirst("^\\.", "").toLowerCase(Locale.ROOT),
                    fields[1].equalsIgnoreCase("TRUE"),
                    fields[2],
                    fields[3].equalsIgnoreCase("TRUE"),
                    Long.parseLong(fields[4]),
                    fields[5] + "=" + fields[6].strip()));
        }

        boolean fits(URI url, Instant now) {
            String host = url.getHost().toLowerCase(Locale.ROOT);
            boolean here = host.equals(domain) || (subdomains && host.endsWith("." + domain));
            boolean safe = !secure || "https".equals(url.getScheme());
            boolean valid = expiry == 0 || expiry > now.getEpochSecond();
            return here && safe && valid && isBelow(url.getRawPath());
        }

        private boolean isBelow(String wanted) {
            String rest = wanted.isEmpty() ? "/" : wanted;
            return rest.equals(path) || rest.startsWith(path.endsWith("/") ? path : path + "/");
        }
    }

    private final List<Cookie> cookies;

    private CookieFile(List<Cookie> cookies) {
        this.cookies = cookies;
    }

    /// Reads the file.
    ///
    /// @throws IOException with one line if that is not possible
    public static CookieFile read(Path file) throws IOException {
        String problem;
        try {
            if (Files.size(file) <= LARGEST_BYTES) {
                return new CookieFile(Files.readAllLines(file).stream()
                        .flatMap(line -> Cookie.parse(line).stream())
                        .toList());
            }
            problem = "is larger than 1Mi";
        } catch (CharacterCodingException e) {
            problem = "is not text";
        } catch (IOException e) {
            problem = "cannot be read";
        }
        throw new IOException("--cookie-file: " + file + " " + problem + " (expected: a Netscape cookie file)");
    }

    /// The value of the `Cookie` header for a request, empty if nothing is to be sent.
    public String header(URI url, Instant now) {
        return cookies.stream()
                .filter(cookie -> url.getHost() != null && cookie.fits(url, now))
                .map(Cookie::pair)
                .collect(Collectors.joining("; "));
    }

    @Override
    public String toString() {
        return "CookieFile[" + cookies.size() + "]";
    }
}
