/// Git LFS: large files whose blob in git is only a pointer.
///
/// `LfsPointer` (what a blob says) → `LfsEndpoint` (whom to ask) → `LfsBatch` (where each object is)
/// → `LfsDownloads` (get and check them), after git-lfs's specification: `docs/spec.md` (pointers),
/// `docs/api/server-discovery.md`, `docs/api/batch.md` and `docs/api/basic-transfers.md`.
@NullMarked
package io.podhelpers.gitsync.lfs;

import org.jspecify.annotations.NullMarked;
