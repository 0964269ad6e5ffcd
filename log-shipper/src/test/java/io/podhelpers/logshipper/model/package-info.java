/// The random-operations test: a model that knows every byte written, against the real file system.
@NullMarked
package io.podhelpers.logshipper.model;

import org.jspecify.annotations.NullMarked;
