package io.podhelpers.gitsync.json;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.JacksonIOException;
import tools.jackson.core.json.JsonFactory;

/// Reads JSON (RFC 8259) token by token: no tree is ever built, so memory does not grow with the text.
///
/// Nesting, names and the strings that are really taken are bounded; strings that are skipped are not held. A text that
/// is not JSON, or breaks a bound, is a [MalformedJson]; a failing stream stays its own [IOException]. Any thread.
public final class Json {
    private static final int DEEPEST_NESTING = 64;
    private static final int LONGEST_NAME = 1024;
    private static final int LONGEST_STRING = 64 * 1024;

    private static final TokenStreamFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(DEEPEST_NESTING)
                    .maxNameLength(LONGEST_NAME)
                    .maxStringLength(LONGEST_STRING)
                    .build())
            .disable(StreamReadFeature.AUTO_CLOSE_SOURCE)
            .disable(TokenStreamFactory.Feature.CANONICALIZE_PROPERTY_NAMES) // names are the sender's choice
            .build();

    /// What is made of one text.
    @FunctionalInterface
    public interface Reading<T> {
        T read(JsonParser parser) throws IOException, MalformedJson;
    }

    private Json() {}

    /// Reads one value from a stream, which stays open; what follows the value is left unread.
    public static <T> T read(InputStream text, Reading<T> reading) throws IOException, MalformedJson {
        return guarded(() -> FACTORY.createParser(ObjectReadContext.empty(), text), reading);
    }

    /// Reads the one value of a text.
    public static <T> T read(Reader text, Reading<T> reading) throws IOException, MalformedJson {
        return guarded(() -> FACTORY.createParser(ObjectReadContext.empty(), text), reading);
    }

    /// The string at the parser's place, or empty for null.
    ///
    /// @throws MalformedJson if there is something else
    public static Optional<String> string(JsonParser parser) throws MalformedJson {
        return switch (parser.currentToken()) {
            case VALUE_STRING -> Optional.of(parser.getString());
            case VALUE_NULL -> Optional.empty();
            case null, default -> throw new MalformedJson("got " + parser.currentToken() + " (expected: a string)");
        };
    }

    /// Takes the opening of an object, so that `nextName()` gives its first member.
    public static void enterObject(JsonParser parser) throws MalformedJson {
        JsonToken token = parser.hasCurrentToken() ? parser.currentToken() : parser.nextToken();
        if (token != JsonToken.START_OBJECT) {
            throw new MalformedJson("got " + (token == null ? "nothing" : token) + " (expected: an object)");
        }
    }

    private interface Opening {
        JsonParser open();
    }

    private static <T> T guarded(Opening opening, Reading<T> reading) throws IOException, MalformedJson {
        try (JsonParser parser = opening.open()) {
            return reading.read(parser);
        } catch (JacksonIOException e) {
            throw e.getCause(); // an IOException by its type
        } catch (JacksonException e) {
            // the original message only: the full one quotes the text, which may hold a secret
            throw new MalformedJson("not JSON" + place(e.getLocation()));
        }
    }

    private static String place(@Nullable TokenStreamLocation location) {
        return location == null ? "" : " at line " + location.getLineNr() + ", column " + location.getColumnNr();
    }

    /// The text as a JSON string.
    public static String quoted(String text) {
        StringBuilder out = new StringBuilder(text.length() + 2).append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                default -> out.append(c < ' ' ? "\\u%04x".formatted((int) c) : String.valueOf(c));
            }
        }
        return out.append('"').toString();
    }
}
