package io.podhelpers.testcontainers.pod;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ExpansionTest {
    @ParameterizedTest
    @CsvSource({
        "$(NAME), web",
        "a-$(NAME)-$(NAME), a-web-web",
        "$(UNKNOWN), $(UNKNOWN)",
        "$$(NAME), $(NAME)",
        "$NAME ${NAME}, $NAME ${NAME}",
        "$((1 + 2)), $((1 + 2))",
        "$(COST), $5",
    })
    void expandsAsKubernetesDoes(String text, String expanded) {
        assertThat(Expansion.expand(text, Map.of("NAME", "web", "COST", "$5"))).isEqualTo(expanded);
    }
}
