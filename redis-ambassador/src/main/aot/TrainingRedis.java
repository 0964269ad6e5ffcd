import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Locale;

/// What the AOT cache is trained with: a primary and a replica that answer anything, and a client that asks for
/// everything once. Run as a source file by the JDK of the build; never part of the image.
///
/// Arguments: the primary's port, the replica's, the ambassador's.
final class TrainingRedis {
    private static final byte[] VALUE = "$3\r\nabc\r\n".getBytes(ISO_8859_1);
    private final int primary;
    private final int replica;

    private TrainingRedis(int primary, int replica) {
        this.primary = primary;
        this.replica = replica;
    }

    public static void main(String[] args) throws Exception {
        TrainingRedis redis = new TrainingRedis(Integer.parseInt(args[0]), Integer.parseInt(args[1]));
        redis.listen(redis.primary);
        redis.listen(redis.replica);
        client(Integer.parseInt(args[2]));
    }

    private void listen(int port) throws IOException {
        ServerSocket listener = new ServerSocket(port, 50, InetAddress.getLoopbackAddress());
        Thread.ofPlatform().daemon().start(() -> {
            while (true) {
                try {
                    Socket connection = listener.accept();
                    Thread.ofVirtual().start(() -> serve(connection, port));
                } catch (IOException e) {
                    return;
                }
            }
        });
    }

    private void serve(Socket connection, int port) {
        try (connection) {
            InputStream in = new BufferedInputStream(connection.getInputStream());
            while (true) {
                String[] words = new String[length(in)];
                for (int i = 0; i < words.length; i++) {
                    words[i] = new String(in.readNBytes(length(in)), ISO_8859_1);
                    in.readNBytes(2);
                }
                connection.getOutputStream().write(reply(words, port));
            }
        } catch (IOException | NumberFormatException e) {
            // gone
        }
    }

    private static int length(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new IOException("closed");
            }
            line.append((char) next);
        }
        return Integer.parseInt(line.substring(1).strip());
    }

    private byte[] reply(String[] words, int port) {
        return switch (words[0].toUpperCase(Locale.ROOT)) {
            case "ROLE" -> bytes(port == primary
                    ? "*3\r\n$6\r\nmaster\r\n:100\r\n*1\r\n*3\r\n$9\r\n127.0.0.1\r\n$5\r\n" + replica + "\r\n$3\r\n100\r\n"
                    : "*5\r\n$5\r\nslave\r\n$9\r\n127.0.0.1\r\n:" + primary + "\r\n$9\r\nconnected\r\n:100\r\n");
            case "INFO" -> info(port);
            case "HELLO" -> bytes("*4\r\n$6\r\nserver\r\n$5\r\nredis\r\n$2\r\nid\r\n:7\r\n");
            case "GET" -> VALUE;
            case "MGET", "EXEC" -> bytes("*2\r\n$1\r\na\r\n$-1\r\n");
            case "DEL", "INCR", "PUBLISH" -> bytes(":1\r\n");
            case "COMMAND" -> bytes("*0\r\n");
            case "BAD" -> bytes("-ERR unknown command 'BAD'\r\n");
            case "SUBSCRIBE" -> bytes("*3\r\n$9\r\nsubscribe\r\n$1\r\nc\r\n:1\r\n");
            default -> bytes("+OK\r\n");
        };
    }

    private byte[] info(int port) {
        String text = "run_id:" + port + "\r\nredis_version:8.0.0\r\nrole:" + (port == primary ? "master" : "slave")
                + "\r\nmaster_replid:0123456789\r\nmaster_repl_offset:100\r\nslave_repl_offset:100\r\nloading:0\r\n";
        return bytes("$" + text.length() + "\r\n" + text + "\r\n");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(ISO_8859_1);
    }

    private static void client(int ambassador) throws Exception {
        String session = "HELLO 2\r\nCLIENT SETNAME train\r\nCLIENT GETNAME\r\nCLIENT ID\r\nSELECT 1\r\nSELECT 0\r\n";
        String commands = "SET a 1\r\nGET a\r\nMGET a b\r\nDEL a\r\nINCR a\r\nBAD\r\nPUBLISH c m\r\nCONFIG GET x\r\n";
        String leases = "MULTI\r\nSET a 1\r\nEXEC\r\nWATCH a\r\nUNWATCH\r\nBLPOP q 1\r\nWAIT 0 1\r\n";
        for (int i = 0; i < 20; i++) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), ambassador)) {
                socket.setSoTimeout(200);
                ask(socket, session);
                for (int round = 0; round < 50; round++) {
                    ask(socket, commands);
                    ask(socket, "*3\r\n$3\r\nSET\r\n$1\r\na\r\n$3\r\nabc\r\n*2\r\n$3\r\nGET\r\n$1\r\na\r\n");
                    ask(socket, "*2\r\n$3\r\nGET\r\n$1\r\na\r\n".repeat(16));
                }
                ask(socket, leases);
                ask(socket, i % 2 == 0 ? "SUBSCRIBE c\r\n" : "*1\r\n$-5\r\n");
            } catch (IOException e) {
                // the ambassador closed it, as it should
            }
        }
    }

    private static void ask(Socket socket, String requests) throws IOException {
        socket.getOutputStream().write(bytes(requests));
        byte[] replies = new byte[64 * 1024];
        if (socket.getInputStream().read(replies) < 0) {
            throw new IOException("closed");
        }
    }
}
