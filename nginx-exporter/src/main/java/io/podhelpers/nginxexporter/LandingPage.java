package io.podhelpers.nginxexporter;

import io.podhelpers.nginxexporter.web.Answer;
import io.podhelpers.nginxexporter.web.Handler;
import io.podhelpers.nginxexporter.web.Request;
import io.podhelpers.runtime.BuildInfo;
import java.util.List;
import java.util.stream.Collectors;

/// `/` for people: the version, and what else can be asked.
record LandingPage(BuildInfo build, List<String> paths) implements Handler {
    @Override
    public Answer answer(Request request) {
        String links = paths.stream()
                .map(path -> "    <li><a href=\"" + escaped(path) + "\">" + escaped(path) + "</a></li>\n")
                .collect(Collectors.joining());
        return Answer.html("""
                <!DOCTYPE html>
                <html lang="en">
                <head><meta charset="utf-8"><title>nginx-exporter</title></head>
                <body>
                  <h1>nginx-exporter</h1>
                  <p>Version %s, revision %s</p>
                  <ul>
                %s  </ul>
                </body>
                </html>
                """.formatted(escaped(build.version()), escaped(build.revision()), links));
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;");
    }
}
