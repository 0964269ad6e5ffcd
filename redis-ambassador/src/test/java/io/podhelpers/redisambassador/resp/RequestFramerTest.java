package io.podhelpers.redisambassador.resp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.podhelpers.redisambassador.resp.RequestFramer.Found;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestFramerTest {
    private static final String PIPELINE = String.join(
            "\r\n",
            "*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$5\r\na\r\nbc\r\n",
            "*0",
            "*2\r\n$3\r\nGET\r\n$1\r\nk\r\n*-1\r\nping\r\n*1\r\n$0\r\n\r\n");

    private final RequestFramer framer = new RequestFramer(RequestLimits.OF_REDIS);

    private static ByteBuf bytes(String text) {
        return Unpooled.copiedBuffer(text, ISO_8859_1);
    }

    private String arguments() {
        List<String> arguments = new ArrayList<>();
        for (int i = 0; i < framer.count(); i++) {
            arguments.add(framer.buffer().toString(framer.index(i), framer.length(i), ISO_8859_1));
        }
        return String.join("|", arguments);
    }

    /// What the framer finds in bytes that come in these pieces, each time in a buffer of its own.
    private List<String> found(String text, List<Integer> pieces) {
        List<String> found = new ArrayList<>();
        ByteBuf in = Unpooled.buffer();
        int sent = 0;
        for (int piece : pieces) {
            ByteBuf larger = Unpooled.buffer();
            larger.writeBytes(in).writeBytes(bytes(text.substring(sent, sent + piece)));
            in = larger;
            sent += piece;
            Found next = framer.frame(in, in.readerIndex());
            while (next != Found.INCOMPLETE) {
                switch (next) {
                    case REQUEST -> found.add(arguments());
                    case INLINE ->
                        found.add("inline "
                                + in.toString(in.readerIndex(), framer.end() - in.readerIndex(), ISO_8859_1)
                                        .strip());
                    default -> {}
                }
                in.readerIndex(framer.end());
                next = framer.frame(in, in.readerIndex());
            }
        }
        return found;
    }

    private static final List<String> EXPECTED = List.of("SET|k|a\r\nbc", "GET|k", "inline ping", "");

    @Test
    void findsTheRequestsOfAPipeline() {
        assertThat(found(PIPELINE, List.of(PIPELINE.length()))).isEqualTo(EXPECTED);
    }

    @Test
    void findsTheSameWhenFedAByteAtATime() {
        assertThat(found(PIPELINE, PIPELINE.chars().mapToObj(_ -> 1).toList())).isEqualTo(EXPECTED);
    }

    @Test
    void findsTheSameHoweverTheBytesAreSplit() {
        Random random = new Random(7);
        for (int round = 0; round < 500; round++) {
            List<Integer> pieces = new ArrayList<>();
            for (int left = PIPELINE.length(); left > 0; ) {
                int piece = 1 + random.nextInt(Math.min(left, 12));
                pieces.add(piece);
                left -= piece;
            }
            assertThat(found(PIPELINE, pieces)).as("pieces %s", pieces).isEqualTo(EXPECTED);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '"',
            value = {
                "*x\\r\\n; invalid multibulk length",
                "*01\\r\\n; invalid multibulk length",
                "*\\r\\n; invalid multibulk length",
                "*1000000000\\r\\n; invalid multibulk length",
                "*99999999999999999999999999\\r\\n; too big mbulk count string",
                "*1\\r\\n$-5\\r\\n; invalid bulk length",
                "*1\\r\\n$x\\r\\n; invalid bulk length",
                "*1\\r\\n$536870913\\r\\n; invalid bulk length",
                "*1\\r\\n:3\\r\\n; expected '$', got ':'",
                "*1\\rx$4\\r\\nPING\\r\\n; invalid multibulk length",
                "*1\\r\\n$4\\r\\nPINGxx*1; expected a line end after 4 bytes",
            })
    void refusesWhatIsNoRequestAsRedisWordsIt(String escaped, String error) {
        ByteBuf in = bytes(escaped.replace("\\r", "\r").replace("\\n", "\n"));

        assertThatThrownBy(() -> framer.frame(in, 0))
                .isInstanceOf(ProtocolException.class)
                .hasMessage("Protocol error: " + error);
    }

    @Test
    void refusesAnInlineRequestWithoutEnd() {
        ByteBuf in = bytes("x".repeat(RequestLimits.OF_REDIS.inlineBytes() + 1));

        assertThatThrownBy(() -> framer.frame(in, 0)).hasMessage("Protocol error: too big inline request");
    }

    @Test
    void tellsHowManyBytesALargeArgumentStillNeeds() {
        ByteBuf in = bytes("*2\r\n$3\r\nGET\r\n$1000\r\nabc");

        assertThat(framer.frame(in, 0)).isEqualTo(Found.INCOMPLETE);
        assertThat(framer.missing(in.readableBytes())).isEqualTo(1000 - 3 + 2);
    }

    @Test
    void keepsThousandsOfArgumentsApart() {
        StringBuilder request = new StringBuilder("*5000\r\n");
        for (int i = 0; i < 5000; i++) {
            request.append('$')
                    .append(Integer.toString(i).length())
                    .append("\r\n")
                    .append(i)
                    .append("\r\n");
        }

        assertThat(framer.frame(bytes(request.toString()), 0)).isEqualTo(Found.REQUEST);
        assertThat(framer.count()).isEqualTo(5000);
        assertThat(arguments()).startsWith("0|1|2|").endsWith("|4998|4999");
    }
}
