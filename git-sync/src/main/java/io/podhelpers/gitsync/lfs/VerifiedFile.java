package io.podhelpers.gitsync.lfs;

import java.io.IOException;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/// Takes a body into a file, and holds it against what was promised: not a byte more than the size is written, and the
/// body is complete only with the right SHA-256.
final class VerifiedFile implements BodySubscriber<Path> {
    private final Path file;
    private final LfsPointer expected;
    private final MessageDigest digest;
    private final CompletableFuture<Path> result = new CompletableFuture<>();

    // only touched by the subscription, one signal after the other
    private Flow.@Nullable Subscription subscription;
    private @Nullable FileChannel channel;
    private long taken;

    VerifiedFile(Path file, LfsPointer expected) {
        this.file = file;
        this.expected = expected;
        this.digest = sha256();
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    @Override
    public CompletionStage<Path> getBody() {
        return result;
    }

    @Override
    public void onSubscribe(Flow.Subscription first) {
        subscription = first;
        try {
            channel = FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING);
            first.request(1);
        } catch (IOException e) {
            fail(e);
        }
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        FileChannel out = channel;
        Flow.Subscription source = subscription;
        if (out == null || source == null || result.isDone()) {
            return;
        }
        try {
            for (ByteBuffer buffer : buffers) {
                take(buffer, out);
            }
            source.request(1);
        } catch (IOException e) {
            fail(e);
        }
    }

    private void take(ByteBuffer buffer, FileChannel out) throws IOException {
        taken += buffer.remaining();
        if (taken > expected.size()) {
            throw new IOException("more than the " + expected.size() + " bytes that its pointer promised");
        }
        digest.update(buffer.duplicate());
        while (buffer.hasRemaining()) {
            out.write(buffer);
        }
    }

    @Override
    public void onError(Throwable problem) {
        fail(problem);
    }

    @Override
    public void onComplete() {
        String got = HexFormat.of().formatHex(digest.digest());
        if (taken != expected.size()) {
            fail(new IOException("got " + taken + " bytes (expected: " + expected.size() + ")"));
        } else if (!got.equals(expected.oid())) {
            fail(new IOException("got content with SHA-256 " + got));
        } else {
            close();
            result.complete(file);
        }
    }

    private void fail(Throwable problem) {
        if (subscription != null) {
            subscription.cancel();
        }
        close();
        result.completeExceptionally(problem);
    }

    private void close() {
        FileChannel open = channel;
        channel = null;
        if (open != null) {
            try {
                open.close();
            } catch (IOException e) {
                result.completeExceptionally(e);
            }
        }
    }
}
