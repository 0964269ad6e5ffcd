/// The log: one line an event on standard error, in logfmt or JSON, behind slf4j's interface.
@NullMarked
package io.podhelpers.runtime.log;

import org.jspecify.annotations.NullMarked;
