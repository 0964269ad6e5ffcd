package io.podhelpers.gitsync.push;

import io.podhelpers.gitsync.json.Json;
import io.podhelpers.gitsync.json.MalformedJson;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/// The few fields of a push delivery that matter here; GitHub, GitLab, Gitea, Gogs and Forgejo share them or have one
/// each.
///
/// @param kind GitLab's `object_kind`, or its system hooks' `event_name`; null elsewhere
/// @param ref the full name of what was pushed, `refs/heads/main`
/// @param deleted whether the push took the ref away
/// @param repositories every name that the payload gives the repository
/// @param defaultBranch the branch that HEAD stands for, if the payload says so
record PushEvent(
        @Nullable String kind,
        @Nullable String ref,
        boolean deleted,
        Set<RepositoryName> repositories,
        @Nullable String defaultBranch) {
    private static final Pattern NO_COMMIT = Pattern.compile("0{40}|0{64}");
    private static final Set<String> URLS = Set.of(
            "clone_url",
            "git_url",
            "ssh_url",
            "html_url",
            "url",
            "git_http_url",
            "git_ssh_url",
            "http_url",
            "web_url",
            "homepage");

    PushEvent {
        repositories = Set.copyOf(repositories);
    }

    /// Reads the payload, and no further than its end.
    static PushEvent read(InputStream payload) throws IOException, MalformedJson {
        return Json.read(payload, parser -> new Reader().read(parser));
    }

    private static final class Reader {
        private @Nullable String kind;
        private @Nullable String ref;
        private boolean deleted;
        private final Set<RepositoryName> repositories = new HashSet<>();
        private @Nullable String defaultBranch;

        PushEvent read(JsonParser parser) throws MalformedJson {
            Json.enterObject(parser);
            for (String name = parser.nextName(); name != null; name = parser.nextName()) {
                JsonToken value = parser.nextToken();
                switch (name) {
                    case "ref" -> ref = Json.string(parser).orElse(null);
                    case "object_kind" -> kind = Json.string(parser).orElse(null);
                    case "event_name" ->
                        kind = kind == null ? Json.string(parser).orElse(null) : kind;
                    case "after" ->
                        deleted |= Json.string(parser)
                                .filter(commit -> NO_COMMIT.matcher(commit).matches())
                                .isPresent();
                    case "deleted" -> deleted |= value == JsonToken.VALUE_TRUE;
                    case "repository", "project" -> readRepository(parser);
                    default -> parser.skipChildren();
                }
            }
            return new PushEvent(kind, ref, deleted, repositories, defaultBranch);
        }

        private void readRepository(JsonParser parser) throws MalformedJson {
            Json.enterObject(parser);
            for (String name = parser.nextName(); name != null; name = parser.nextName()) {
                parser.nextToken();
                if (URLS.contains(name)) {
                    Json.string(parser).map(RepositoryName::of).ifPresent(repositories::add);
                } else if (name.equals("default_branch")) {
                    defaultBranch = Json.string(parser).orElse(defaultBranch);
                } else {
                    parser.skipChildren();
                }
            }
        }
    }
}
