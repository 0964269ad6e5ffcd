@NullMarked
package io.podhelpers.nginxexporter;

import org.jspecify.annotations.NullMarked;
