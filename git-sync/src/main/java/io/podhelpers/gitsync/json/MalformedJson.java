package io.podhelpers.gitsync.json;

/// A text that is not the JSON that was expected. The message never quotes the text: it may hold a secret.
public final class MalformedJson extends Exception {
    private static final long serialVersionUID = 1L;

    public MalformedJson(String message) {
        super(message);
    }
}
