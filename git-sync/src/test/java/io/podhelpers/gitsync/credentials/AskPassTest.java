package io.podhelpers.gitsync.credentials;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import io.podhelpers.runtime.UserError;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class AskPassTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @Test
    void takesUserAndPasswordFromTheTwoLines() throws IOException {
        try (FakeService service = new FakeService(AskPassTest::strict)) {
            IssuedLogin login = new AskPass(service.url() + "/git/creds?pod=1", LIMIT).ask();
            assertThat(login).isEqualTo(new IssuedLogin("ann", "p=a s"));
            assertThat(login.toString()).doesNotContain("p=a");
        }
    }

    private static FakeService.Answer strict(HttpExchange exchange) {
        boolean asked = exchange.getRequestMethod().equals("GET")
                && exchange.getRequestURI().toString().equals("/git/creds?pod=1");
        return asked ? new FakeService.Answer(200, "username=ann\npassword=p=a s\n") : new FakeService.Answer(400, "");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "password=p\nusername=ann",
                "username=ann\r\npassword=p\r\n",
                "\nusername=ann\nquit=1\npassword=p"
            })
    void readsTheLinesInAnyOrderAmongOthers(String body) throws IOException {
        try (FakeService service = new FakeService(_ -> new FakeService.Answer(200, body))) {
            assertThat(new AskPass(service.url() + "/", LIMIT).ask()).isEqualTo(new IssuedLogin("ann", "p"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"username=ann", "password=s3cret", "", "username=\npassword=s3cret", "s3cret"})
    void refusesAnAnswerWithoutBothAndShowsNothingOfIt(String body) throws IOException {
        try (FakeService service = new FakeService(_ -> new FakeService.Answer(200, body))) {
            assertThatThrownBy(() -> new AskPass(service.url() + "/", LIMIT).ask())
                    .isInstanceOf(IOException.class)
                    .hasMessageStartingWith("askpass " + service.url() + "/: ")
                    .hasMessageEndingWith("(expected: lines username=… and password=…)")
                    .hasMessageNotContaining("s3cret");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {201, 302, 404, 500})
    void takesNoOtherStatusThan200(int status) throws IOException {
        try (FakeService service = new FakeService(exchange -> {
            exchange.getResponseHeaders().set("Location", "/elsewhere");
            return new FakeService.Answer(status, "username=ann\npassword=p");
        })) {
            assertThatThrownBy(() -> new AskPass(service.url() + "/x?token=s3cret", LIMIT).ask())
                    .hasMessage("askpass " + service.url() + "/x: status " + status + " (expected: 200)");
            assertThat(service.requests()).isEqualTo(1);
        }
    }

    @Test
    void readsNoAnswerWithoutEnd() throws IOException {
        try (FakeService service =
                new FakeService(_ -> new FakeService.Answer(200, "username=ann\npassword=" + "p".repeat(1 << 20)))) {
            assertThatThrownBy(() -> new AskPass(service.url() + "/", LIMIT).ask())
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void waitsNoLongerThanItsLimit() throws IOException {
        CountDownLatch over = new CountDownLatch(1);
        try (FakeService service = new FakeService(_ -> {
            try {
                over.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return new FakeService.Answer(200, "");
        })) {
            assertThatThrownBy(() -> new AskPass(service.url() + "/", Duration.ofMillis(200)).ask())
                    .hasMessage("askpass " + service.url() + "/: no answer within 200 ms");
            over.countDown();
        }
    }

    @Test
    void aServiceThatIsDownIsAnErrorOfOneLine() throws IOException {
        FakeService service = new FakeService(_ -> new FakeService.Answer(200, ""));
        service.close();
        assertThatThrownBy(() -> new AskPass(service.url() + "/", LIMIT).ask())
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("askpass " + service.url() + "/: ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "localhost:80/x", "file:///etc/passwd", "http://", "ht tp://x"})
    void anotherUrlIsTheUsersError(String url) {
        assertThatThrownBy(() -> new AskPass(url, LIMIT))
                .isInstanceOf(UserError.class)
                .hasMessageStartingWith("--askpass-url: ")
                .hasMessageEndingWith("(expected: http://host/path)");
    }
}
