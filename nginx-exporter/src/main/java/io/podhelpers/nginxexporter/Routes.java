package io.podhelpers.nginxexporter;

import io.podhelpers.nginxexporter.web.Answer;
import io.podhelpers.nginxexporter.web.Handler;
import io.podhelpers.nginxexporter.web.Request;
import java.util.Map;

/// Which handler answers which path.
///
/// @param byPath exact paths
record Routes(Map<String, Handler> byPath) implements Handler {
    @Override
    public Answer answer(Request request) {
        Handler handler = byPath.get(request.path());
        if (handler == null) {
            return Answer.text(404, "not found\n");
        }
        if (!request.method().equals("GET") && !request.isHead()) {
            return Answer.text(405, "only GET and HEAD\n").with("Allow", "GET, HEAD");
        }
        return handler.answer(request);
    }
}
