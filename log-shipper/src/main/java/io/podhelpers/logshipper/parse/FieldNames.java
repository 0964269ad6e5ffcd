package io.podhelpers.logshipper.parse;

import io.podhelpers.logshipper.parse.FieldName.Kind;

/// Every field that the built-in parsers know.
final class FieldNames {
    static final FieldName BODY = text("body");
    static final FieldName ERROR_TYPE = text("error.type");

    static final FieldName TIME_LOCAL = new FieldName("timestamp", Kind.TIME_LOCAL);
    static final FieldName TIME_ERROR_LOG = new FieldName("timestamp", Kind.TIME_ERROR_LOG);
    static final FieldName TIME_ISO = new FieldName("timestamp", Kind.TIME_ISO);
    static final FieldName TIME_EPOCH = new FieldName("timestamp", Kind.TIME_EPOCH);

    static final FieldName CLIENT_ADDRESS = escaped("client.address");
    static final FieldName USER_NAME = escaped("user.name");
    static final FieldName METHOD = escaped("http.request.method");
    static final FieldName PATH = escaped("url.path");
    static final FieldName QUERY = escaped("url.query");
    static final FieldName PROTOCOL_VERSION = escaped("network.protocol.version");
    /// The request line, also one that is none: TLS bytes, a scanner's probe.
    static final FieldName REQUEST = escaped("body");

    static final FieldName STATUS = integer("http.response.status_code");
    static final FieldName BODY_BYTES = integer("http.response.body.size");
    static final FieldName RESPONSE_BYTES = integer("http.response.size");
    static final FieldName REQUEST_BYTES = integer("http.request.size");
    static final FieldName REQUEST_TIME = new FieldName("http.server.request.duration", Kind.DECIMAL);
    static final FieldName REFERER = escaped("http.request.header.referer");
    static final FieldName USER_AGENT = escaped("user_agent.original");
    static final FieldName FORWARDED_FOR = escaped("http.request.header.x-forwarded-for");
    static final FieldName HOST = escaped("http.request.header.host");
    /// What follows a line that is otherwise whole.
    static final FieldName EXTRA = escaped("nginx.extra");

    static final FieldName SEVERITY = text("severity_text");
    static final FieldName PID = integer("process.pid");
    static final FieldName THREAD = integer("thread.id");
    static final FieldName CONNECTION = integer("nginx.connection");

    static final FieldName ERROR_CLIENT = text("client.address");
    static final FieldName ERROR_SERVER = text("server.address");
    static final FieldName ERROR_METHOD = text("http.request.method");
    static final FieldName ERROR_PATH = text("url.path");
    static final FieldName ERROR_QUERY = text("url.query");
    static final FieldName ERROR_PROTOCOL_VERSION = text("network.protocol.version");
    static final FieldName ERROR_REQUEST = text("nginx.request");
    static final FieldName ERROR_SUBREQUEST = text("nginx.subrequest");
    static final FieldName ERROR_UPSTREAM = text("nginx.upstream");
    static final FieldName ERROR_HOST = text("http.request.header.host");
    static final FieldName ERROR_REFERER = text("http.request.header.referer");

    private FieldNames() {}

    private static FieldName text(String name) {
        return new FieldName(name, Kind.TEXT);
    }

    private static FieldName escaped(String name) {
        return new FieldName(name, Kind.ESCAPED_TEXT);
    }

    private static FieldName integer(String name) {
        return new FieldName(name, Kind.INTEGER);
    }
}
