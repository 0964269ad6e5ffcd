package io.podhelpers.redisambassador.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

final class OverlayTest {
    private final CommandTable builtIn = CommandTable.builtIn();

    @Test
    void aModulesCommandsBecomeKnown() {
        List<?> jsonGet = List.of("JSON.GET", -2L, List.of("module", "readonly"), 1L, 1L, 1L, List.of(), List.of());
        List<?> jsonSet =
                List.of("json.set", -4L, List.of("module", "write", "denyoom"), 1L, 1L, 1L, List.of(), List.of());
        List<?> search = List.of("ft.search", -3L, List.of("module", "readonly"), 0L, 0L, 0L, List.of(), List.of());

        CommandTable table = builtIn.overlay(List.of(jsonGet, jsonSet, search));

        assertThat(find(table, "JSON.GET").route()).isEqualTo(Route.REPLICA);
        assertThat(find(table, "json.set").route()).isEqualTo(Route.PRIMARY);
        assertThat(find(table, "ft.search").route()).isEqualTo(Route.PRIMARY); // no keys: one server's index
        assertThat(keyOf(table, "json.get doc $.a")).isEqualTo("doc");
    }

    @Test
    void knownCommandsKeepTheirIds() {
        CommandTable table = builtIn.overlay(List.of(
                List.of("zz.new", 1L, List.of("readonly"), 0L, 0L, 0L),
                List.of("get", 2L, List.of("readonly"), 1L, 1L, 1L)));

        for (Command command : builtIn.commands()) {
            assertThat(find(table, command.name()).id()).isEqualTo(command.id());
        }
        assertThat(find(table, "zz.new").id()).isEqualTo(builtIn.size());
    }

    @Test
    void anOldServerThatTellsLessDoesNotMakeUsForget() {
        CommandTable table = builtIn.overlay(List.of(List.of("sort", -2L, List.of("write"), 1L, 1L, 1L)));

        KeyPositions positions = new KeyPositions();
        Request request = new Request("SORT k STORE d");
        find(table, "sort").keys(request, positions);
        assertThat(positions.size()).isEqualTo(2);
    }

    @Test
    void whatIsNotUnderstoodIsLeftOut() {
        CommandTable table = builtIn.overlay(List.of("get", List.of(), List.of("x"), 7L));

        assertThat(table).isSameAs(builtIn);
    }

    private static Command find(CommandTable table, String name) {
        Request request = new Request(name);
        return Objects.requireNonNull(table.find(request.buffer(), 0, request.length(0)), name);
    }

    private static String keyOf(CommandTable table, String line) {
        Request request = new Request(line);
        KeyPositions positions = new KeyPositions();
        find(table, request.word(0)).keys(request, positions);
        return request.word(positions.get(0));
    }
}
