package io.podhelpers.gitsync.push;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Deliveries as the git hosts document them, cut to a size that can be read.
final class Pushes {
    static final String SECRET = "it is a secret to everybody";
    static final String BEFORE = "6113728f27ae82c7b1a177c8d03f9e96e0adf246";
    static final String AFTER = "59b20b8d5c6ff8d09518454d4dd8b7b30f095ab5";
    static final String NONE = "0".repeat(40);

    private Pushes() {}

    static String github(String ref, String after) {
        return """
                {"ref":"%s","before":"%s","after":"%s","created":false,"deleted":%s,"forced":false,"base_ref":null,
                 "compare":"https://github.com/octo/site/compare/6113728f27ae...59b20b8d5c6f",
                 "commits":[{"id":"%s","message":"h\\u00e9\\ud83d\\ude00 \\"x\\"","url":"https://github.com/evil/other",
                   "author":{"name":"A","email":"a@example.com"},"added":["a b"],"removed":[],"modified":["ref"]}],
                 "repository":{"id":1,"name":"site","full_name":"octo/site","private":false,
                   "owner":{"name":"octo","url":"https://api.github.com/users/octo"},
                   "html_url":"https://github.com/octo/site","url":"https://github.com/octo/site",
                   "git_url":"git://github.com/octo/site.git","ssh_url":"git@github.com:octo/site.git",
                   "clone_url":"https://github.com/octo/site.git","homepage":null,"default_branch":"main","size":12.5e1},
                 "pusher":{"name":"octo"},"sender":{"login":"octo"}}
                """.formatted(ref, BEFORE, after, after.equals(NONE), AFTER);
    }

    static String gitlab(String kind, String ref, String after) {
        return """
                {"object_kind":"%s","event_name":"%s","before":"%s","after":"%s","ref":"%s","ref_protected":true,
                 "checkout_sha":null,"user_id":4,"project_id":15,
                 "project":{"id":15,"name":"Site","web_url":"https://gitlab.example/octo/site",
                   "git_ssh_url":"git@gitlab.example:octo/site.git","git_http_url":"https://gitlab.example/octo/site.git",
                   "visibility_level":0,"default_branch":"main","homepage":"https://gitlab.example/octo/site"},
                 "commits":[],"total_commits_count":0}
                """.formatted(kind, kind, BEFORE, after, ref);
    }

    static String gitea(String ref, String after) {
        return """
                {"ref":"%s","before":"%s","after":"%s","compare_url":"","commits":[],"head_commit":null,
                 "repository":{"id":1,"owner":{"id":1,"login":"octo"},"name":"site","full_name":"octo/site",
                   "html_url":"http://gitea.example:3000/octo/site","ssh_url":"ssh://git@gitea.example:2222/octo/site.git",
                   "clone_url":"http://gitea.example:3000/octo/site.git","website":"","default_branch":"main"},
                 "pusher":{"login":"octo"}}
                """.formatted(ref, BEFORE, after);
    }

    static String hmac(String secret, String text) {
        return hmac(secret, text.getBytes(UTF_8));
    }

    static String hmac(String secret, byte[] text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(UTF_8), "HmacSHA256"));
            return HexFormat.of().formatHex(mac.doFinal(text));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    static PushRequest post(Map<String, String> headers, String body) {
        return post(headers, new ByteArrayInputStream(body.getBytes(UTF_8)));
    }

    static PushRequest post(Map<String, String> headers, InputStream body) {
        Map<String, String> folded = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        folded.putAll(headers);
        return new PushRequest("POST", folded::get, body);
    }

    static PushRequest fromGithub(String event, String body) {
        return post(
                Map.of(
                        "X-GitHub-Event",
                        event,
                        "X-GitHub-Delivery",
                        "72d3162e-cc78-11e3-81ab-4c9367dc0958",
                        "X-Hub-Signature-256",
                        "sha256=" + hmac(SECRET, body)),
                body);
    }

    static PushRequest fromGitlab(String event, String token, String body) {
        return post(Map.of("X-Gitlab-Event", event, "X-Gitlab-Token", token), body);
    }

    static PushRequest plain(String body) {
        return post(Map.of("X-Podhelpers-Signature-256", "sha256=" + hmac(SECRET, body)), body);
    }
}
