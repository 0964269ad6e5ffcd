/// User names and passwords that others hand out: a token service ([AskPass]) and GitHub Apps ([GitHubAppTokens]).
///
/// Passwords in files and `--credential` are the core's; cookies are JGit's (`http.cookieFile`, the Netscape form that
/// curl and git read).
@NullMarked
package io.podhelpers.gitsync.credentials;

import org.jspecify.annotations.NullMarked;
