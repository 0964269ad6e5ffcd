package io.podhelpers.logshipper.sink;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AwsSignatureTest {
    private static final AwsSignature EXAMPLE =
            new AwsSignature("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "", "us-east-1");

    @TempDir
    private Path directory;

    @Test
    void encodesAllButUnreservedCharacters() {
        assertThat(AwsSignature.encode("/b/day=1/a b+é~-_.x")).isEqualTo("/b/day%3D1/a%20b%2B%C3%A9~-_.x");
    }

    @Test
    void signsTheSameRequestTheSameWayAndEveryChangeOtherwise() {
        byte[] body = "Welcome to Amazon S3.".getBytes(US_ASCII);
        Instant now = Instant.parse("2013-05-24T00:00:00Z");
        String headers =
                EXAMPLE.headers("examplebucket.s3.amazonaws.com", "/test%24file.text", body, 0, body.length, now);

        assertThat(headers)
                .contains("Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request")
                .contains("SignedHeaders=host;x-amz-content-sha256;x-amz-date")
                .contains("x-amz-content-sha256: 44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072\r\n")
                .contains("x-amz-date: 20130524T000000Z\r\n");
        assertThat(EXAMPLE.headers("other.s3.amazonaws.com", "/test%24file.text", body, 0, body.length, now))
                .isNotEqualTo(headers);
        assertThat(new AwsSignature(EXAMPLE.accessKey(), EXAMPLE.secretKey(), "token", EXAMPLE.region())
                        .headers("x", "/y", body, 0, body.length, now))
                .contains("SignedHeaders=host;x-amz-content-sha256;x-amz-date;x-amz-security-token")
                .contains("x-amz-security-token: token\r\n");
    }

    @Test
    void anObjectForEachLogIsOverwrittenByItsResend() throws IOException {
        Path credentials = Files.writeString(directory.resolve("credentials"), "id:secret\n");
        try (FakeReceiver receiver = new FakeReceiver(request -> request.answer(200, new byte[0]));
                S3Sink sink = new S3Sink(
                        receiver.settings("/bucket", false),
                        new S3Settings("eu-central-1", "logs/", credentials, "web-0"),
                        InstantSource.system())) {
            Records records = Batches.of(7, 100, List.of(Batches.access(1), Batches.access(2)));
            Batches.add(records, 9, 0, List.of(Batches.error()));

            assertThat(sink.send(records, 0, 3)).isEqualTo(SendOutcome.DELIVERED);
            assertThat(sink.send(records, 0, 3)).isEqualTo(SendOutcome.DELIVERED);
            assertThat(receiver.requests())
                    .extracting(FakeReceiver.Request::target)
                    .startsWith(
                            "/bucket/logs/2026-11-22/web-0/access.log/7-00000000000000000100.ndjson",
                            "/bucket/logs/2026-11-22/web-0/error.log/9-00000000000000000000.ndjson")
                    .hasSize(4);
            assertThat(receiver.requests().get(2).target())
                    .isEqualTo(receiver.requests().get(0).target());
            assertThat(receiver.requests().getFirst().body())
                    .asString()
                    .isEqualTo(Batches.access(1) + "\n" + Batches.access(2) + "\n");

            receiver.rules(request -> request.answer(request.target().contains("error") ? 503 : 200, new byte[0]));
            assertThat(sink.send(records, 0, 3))
                    .isInstanceOfSatisfying(
                            SendOutcome.Partly.class,
                            partly -> assertThat(partly.again().stream()).containsExactly(2));
        }
    }
}
