/// What opens a git server besides a password: tokens that a service ([AskPass]) or a GitHub App ([GitHubAppTokens])
/// hands
/// out, and cookies ([CookieFile]).
@NullMarked
package io.podhelpers.gitsync.credentials;

import org.jspecify.annotations.NullMarked;
