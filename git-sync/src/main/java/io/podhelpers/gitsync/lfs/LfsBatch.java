package io.podhelpers.gitsync.lfs;

import io.podhelpers.gitsync.json.Json;
import io.podhelpers.gitsync.json.MalformedJson;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/// The batch API's question for downloads, and the reading of its answer.
final class LfsBatch {
    private LfsBatch() {}

    static String question(Collection<LfsPointer> pointers) {
        return pointers.stream()
                .map(pointer -> "{\"oid\":\"" + pointer.oid() + "\",\"size\":" + pointer.size() + "}")
                .collect(Collectors.joining(
                        ",",
                        "{\"operation\":\"download\",\"transfers\":[\"basic\"],\"hash_algo\":\"sha256\",\"objects\":[",
                        "]}"));
    }

    /// Where each object is, by its oid.
    ///
    /// @throws IOException if the answer is not of the API, or says of an object that it cannot be had
    static Map<String, LfsAccess> answer(String body) throws IOException {
        Map<String, LfsAccess> found = new HashMap<>();
        List<String> problems = new ArrayList<>();
        try {
            Json.read(new StringReader(body), parser -> {
                Json.enterObject(parser);
                for (String name = parser.nextName(); name != null; name = parser.nextName()) {
                    JsonToken value = parser.nextToken();
                    switch (name) {
                        case "transfer" -> checkTransfer(Json.string(parser).orElse("basic"));
                        case "objects" -> {
                            if (value == JsonToken.START_ARRAY) {
                                readObjects(parser, found, problems);
                            }
                        }
                        default -> parser.skipChildren();
                    }
                }
                return found;
            });
        } catch (MalformedJson e) {
            throw new IOException("LFS server: an answer of another form: " + e.getMessage(), e);
        }
        if (!problems.isEmpty()) {
            throw new IOException(problems.getFirst());
        }
        return found;
    }

    private static void checkTransfer(String transfer) throws MalformedJson {
        if (!transfer.equals("basic")) {
            throw new MalformedJson("transfer '" + transfer + "' (expected: basic)");
        }
    }

    private static void readObjects(JsonParser parser, Map<String, LfsAccess> found, List<String> problems)
            throws MalformedJson {
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            Entry entry = Entry.read(parser);
            if (entry.problem != null) {
                problems.add("LFS object " + entry.oid + ": " + entry.problem);
            } else if (entry.download != null) {
                found.put(entry.oid, entry.download);
            }
        }
    }

    /// One object of the answer.
    private record Entry(
            String oid,
            @Nullable LfsAccess download,
            @Nullable String problem) {
        static Entry read(JsonParser parser) throws MalformedJson {
            String oid = "";
            LfsAccess download = null;
            String problem = null;
            Json.enterObject(parser);
            for (String name = parser.nextName(); name != null; name = parser.nextName()) {
                parser.nextToken();
                switch (name) {
                    case "oid" -> oid = Json.string(parser).orElse("");
                    case "actions" -> download = download(parser);
                    case "error" -> problem = problem(parser);
                    default -> parser.skipChildren();
                }
            }
            return new Entry(oid, download, problem);
        }

        private static @Nullable LfsAccess download(JsonParser parser) throws MalformedJson {
            LfsAccess download = null;
            if (parser.currentToken() == JsonToken.START_OBJECT) {
                for (String name = parser.nextName(); name != null; name = parser.nextName()) {
                    parser.nextToken();
                    if (name.equals("download")) {
                        download = LfsAccess.read(parser);
                    } else {
                        parser.skipChildren();
                    }
                }
            }
            return download;
        }

        private static @Nullable String problem(JsonParser parser) throws MalformedJson {
            if (parser.currentToken() != JsonToken.START_OBJECT) {
                return null;
            }
            String code = "";
            String message = "no message";
            for (String name = parser.nextName(); name != null; name = parser.nextName()) {
                JsonToken value = parser.nextToken();
                if (name.equals("code") && value == JsonToken.VALUE_NUMBER_INT) {
                    code = parser.getString() + " ";
                } else if (name.equals("message") && value == JsonToken.VALUE_STRING) {
                    message = LfsHttp.brief(parser.getString());
                } else {
                    parser.skipChildren();
                }
            }
            return code + message;
        }
    }
}
