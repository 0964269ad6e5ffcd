/// What all four helpers share: process life, options and environment, admin HTTP, metrics, back-off, logging.
///
/// Nothing here knows a log file, a repository, nginx or Redis: a type belongs here only when at least three services
/// use it alike.
@NullMarked
package io.podhelpers.runtime;

import org.jspecify.annotations.NullMarked;
