package io.podhelpers.testcontainers;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class HelperImagesTest {
    @Test
    void namesTheImagesInTheVersionOfThisModule() {
        assertThat(HelperImages.GIT_SYNC.getRepository()).isEqualTo("podhelpers/git-sync");
        assertThat(HelperImages.GIT_SYNC.getVersionPart()).matches("\\w[\\w.-]*");
    }
}
