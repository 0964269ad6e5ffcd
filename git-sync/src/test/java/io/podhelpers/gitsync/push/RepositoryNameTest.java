package io.podhelpers.gitsync.push;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RepositoryNameTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://github.com/org/site",
                "https://github.com/org/site.git",
                "https://github.com/org/site/",
                "https://github.com/org/site.git/",
                "https://GitHub.com/Org/Site.git",
                "https://user:token@github.com/org/site.git",
                "https://github.com:443/org/site.git",
                "http://github.com:80/org/site",
                "git://github.com/org/site.git",
                "git://github.com:9418/org/site.git",
                "ssh://git@github.com/org/site.git",
                "ssh://git@github.com:22/org/site.git",
                "git@github.com:org/site.git",
                "git@github.com:/org/site.git",
                "github.com:org/site",
                "  https://github.com/org/site  "
            })
    void seesOneRepositoryInEverySpellingOfItsUrl(String url) {
        assertThat(RepositoryName.of(url)).isEqualTo(new RepositoryName("github.com/org/site"));
    }

    @ParameterizedTest
    @CsvSource({
        "https://git.example:8443/a/b.git, git.example:8443/a/b",
        "ssh://git@git.example:2222/a/b.git, git.example:2222/a/b",
        "https://[::1]:3000/a/b, [::1]:3000/a/b",
        "git@[::1]:a/b.git, [::1]/a/b",
        "https://git.example, git.example/",
        "file:///srv/git/site.git, /srv/git/site",
        "/srv/git/site.git, /srv/git/site",
        "ssh://git@git.example/~ann/site, git.example/~ann/site"
    })
    void keepsWhatTellsRepositoriesApart(String url, String name) {
        assertThat(RepositoryName.of(url)).isEqualTo(new RepositoryName(name));
    }
}
