/// git's sparse-checkout patterns (gitignore(5) for their form, git-sparse-checkout(1) "Internals" for their meaning).
///
/// `SparsePatterns` (a file) → `SparsePattern` (a line) → `Glob` (its wildcards). All compare bytes, as git does.
@NullMarked
package io.podhelpers.gitsync.sparse;

import org.jspecify.annotations.NullMarked;
