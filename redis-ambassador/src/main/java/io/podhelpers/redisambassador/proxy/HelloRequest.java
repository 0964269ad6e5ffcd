package io.podhelpers.redisambassador.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.podhelpers.redisambassador.table.Arguments;
import org.jspecify.annotations.Nullable;

/// `HELLO [version [AUTH user password] [SETNAME name]]`, with Redis's errors.
///
/// @param resp the version asked for, or the one in use
/// @param error what to answer instead, null if the request is well formed
record HelloRequest(
        int resp,
        @Nullable Credentials credentials,
        @Nullable String name,
        @Nullable String error) {
    private static final String ID = "$2\r\nid\r\n:";

    static HelloRequest read(Arguments request, int respNow) {
        if (request.count() == 1) {
            return new HelloRequest(respNow, null, null, null);
        }
        int resp;
        try {
            resp = Integer.parseInt(SessionCommands.text(request, 1));
        } catch (NumberFormatException e) {
            return wrong("ERR Protocol version is not an integer or out of range");
        }
        if (resp != 2 && resp != 3) {
            return wrong("NOPROTO unsupported protocol version");
        }
        Credentials credentials = null;
        String name = null;
        for (int at = 2; at < request.count(); at++) {
            int more = request.count() - 1 - at;
            String option = SessionCommands.word(request, at);
            if (option.equals("auth") && more >= 2) {
                credentials =
                        new Credentials(SessionCommands.text(request, at + 1), SessionCommands.text(request, at + 2));
                at += 2;
            } else if (option.equals("setname") && more >= 1) {
                name = SessionCommands.text(request, ++at);
                if (!SessionCommands.isPlain(name)) {
                    return wrong(SessionCommands.NAME_ERROR);
                }
            } else {
                return wrong("ERR Syntax error in HELLO option '" + SessionCommands.text(request, at) + "'");
            }
        }
        return new HelloRequest(resp, credentials, name, null);
    }

    private static HelloRequest wrong(String error) {
        return new HelloRequest(2, null, null, error);
    }

    /// The server's reply as one server alone would give it.
    static ByteBuf standalone(ByteBuf reply) {
        String text = reply.toString(ISO_8859_1);
        return Unpooled.copiedBuffer(
                text.replace("mode\r\n$7\r\ncluster\r\n", "mode\r\n$10\r\nstandalone\r\n"), ISO_8859_1);
    }

    /// The server's reply with our number for the client in place of its number for our connection.
    static ByteBuf withId(ByteBuf reply, long id) {
        String text = reply.toString(ISO_8859_1);
        int at = text.indexOf(ID);
        if (at < 0) {
            return reply;
        }
        int from = at + ID.length();
        int to = text.indexOf('\r', from);
        return Unpooled.copiedBuffer(text.substring(0, from) + id + text.substring(to), ISO_8859_1);
    }
}
