package io.podhelpers.nginxexporter.web;

/// What answers requests; called on the connection's own virtual thread, so it may block.
@FunctionalInterface
public interface Handler {
    Answer answer(Request request);
}
