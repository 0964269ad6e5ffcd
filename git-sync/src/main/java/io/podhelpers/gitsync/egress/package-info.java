/// The way out of the Pod as its surroundings set it: proxies between us and servers of http and https, the authorities
/// that the file system brings, and the clients that heed both.
@org.jspecify.annotations.NullMarked
package io.podhelpers.gitsync.egress;
