/// What `.gitattributes` asks to be done to files on their way into a worktree, as git does it (gitattributes(5)).
///
/// `AttributesFile` (what one file says) → `PathAttributes` (what all of them say of a path) → `Conversion` (what
/// follows
/// from that) → `IdentOutput` → `CrlfOutput` → `EncodedOutput`, the order in which git applies them. Filter drivers are
/// not here: of these only `lfs` is known, and `export-subst` is for archives.
@NullMarked
package io.podhelpers.gitsync.attributes;

import org.jspecify.annotations.NullMarked;
