/// JSON as a stream: limits for what strangers send, and the two forms in which a reader can fail.
@NullMarked
package io.podhelpers.gitsync.json;

import org.jspecify.annotations.NullMarked;
