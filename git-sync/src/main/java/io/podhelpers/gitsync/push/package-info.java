/// The push listener: git hosts say that something was pushed, and the next pass begins at once.
///
/// `PushListener` (HTTP) → `PushDesk` (limits, proof, event) → `PushTarget` (is it ours?) → the pass that is wanted.
///
/// What is accepted follows the hosts' own descriptions: GitHub "Validating webhook deliveries" and "Webhook events and
/// payloads" (`push`, `ping`), GitLab "Webhook events" (push, tag push and system hooks), Gitea "Webhooks" (Gogs and
/// Forgejo send the same under their own names), and a plain form of ours that `curl` and `openssl` can send.
@NullMarked
package io.podhelpers.gitsync.push;

import org.jspecify.annotations.NullMarked;
