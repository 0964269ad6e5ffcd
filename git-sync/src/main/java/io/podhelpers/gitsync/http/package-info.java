/// Connections to git servers over http and https, with the cookies, authorities and client certificates that the
/// options name.
@org.jspecify.annotations.NullMarked
package io.podhelpers.gitsync.http;
