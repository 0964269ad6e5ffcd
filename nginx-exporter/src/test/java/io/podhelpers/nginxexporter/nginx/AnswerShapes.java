package io.podhelpers.nginxexporter.nginx;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/// An HTTP answer in one of the shapes that RFC 9112 permits: length or chunks or the connection's end, with extra
/// header lines, trailers, chunk extensions and answers in between that are none yet.
final class AnswerShapes {
    private static final List<String> LENGTH = List.of("Content-Length: ", "content-length:", "CONTENT-LENGTH:  ");
    private static final List<String> CHUNKED =
            List.of("Transfer-Encoding: chunked", "transfer-encoding:chunked", "TRANSFER-ENCODING: Chunked");

    private AnswerShapes() {}

    static byte[] shaped(byte[] body, Random random) {
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        if (random.nextInt(4) == 0) {
            write(answer, "HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n");
        }
        write(answer, random.nextBoolean() ? "HTTP/1.1 200 OK\r\n" : "HTTP/1.1 200\r\n");
        write(answer, random.nextBoolean() ? "Server: nginx/1.26.3\r\nX-Empty:\r\n" : "");
        switch (random.nextInt(3)) {
            case 0 -> {
                write(answer, one(LENGTH, random) + body.length + "\r\n\r\n");
                answer.writeBytes(body);
            }
            case 1 -> {
                write(answer, one(CHUNKED, random) + "\r\n\r\n");
                chunks(answer, body, random);
            }
            default -> {
                write(answer, "\r\n");
                answer.writeBytes(body);
            }
        }
        return answer.toByteArray();
    }

    private static void chunks(ByteArrayOutputStream answer, byte[] body, Random random) {
        int at = 0;
        while (at < body.length) {
            int size = 1 + random.nextInt(body.length - at);
            String hex = Integer.toHexString(size);
            write(answer, (random.nextBoolean() ? hex : "0" + hex.toUpperCase(Locale.ROOT)));
            write(answer, random.nextInt(3) == 0 ? ";name=value\r\n" : "\r\n");
            answer.write(body, at, size);
            write(answer, "\r\n");
            at += size;
        }
        write(answer, random.nextBoolean() ? "0\r\n\r\n" : "0\r\nTrailer: 1\r\n\r\n");
    }

    private static String one(List<String> of, Random random) {
        return of.get(random.nextInt(of.size()));
    }

    private static void write(ByteArrayOutputStream answer, String text) {
        answer.writeBytes(text.getBytes(ISO_8859_1));
    }
}
