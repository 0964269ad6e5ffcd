package io.podhelpers.gitsync;

import io.podhelpers.runtime.Secrets;

/// A submodule's URL as written in `.gitmodules`, where `./` and `../` are relative to the URL of its parent.
final class SubmoduleUrl {
    private SubmoduleUrl() {}

    static String resolve(String parent, String url) throws SyncException {
        if (!url.startsWith("./") && !url.startsWith("../")) {
            return url;
        }
        String base = parent.replaceAll("/+$", "");
        String rest = url;
        while (true) {
            if (rest.startsWith("./")) {
                rest = rest.substring(2);
            } else if (rest.startsWith("../")) {
                rest = rest.substring(3);
                base = withoutLastPart(base, parent, url);
            } else {
                String separator = base.endsWith(":") ? "" : "/";
                return base + separator + rest.replaceAll("/+$", "");
            }
        }
    }

    private static String withoutLastPart(String base, String parent, String url) throws SyncException {
        int slash = base.lastIndexOf('/');
        int colon = base.lastIndexOf(':');
        if (slash > colon) {
            return base.substring(0, slash);
        }
        // scp style: host:repo
        if (colon > 0 && colon < base.length() - 1) {
            return base.substring(0, colon + 1);
        }
        throw new SyncException("submodule URL '" + url + "' leads above " + Secrets.redact(parent));
    }
}
