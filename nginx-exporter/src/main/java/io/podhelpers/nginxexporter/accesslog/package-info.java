/// What stub_status cannot say: nginx's access log, sent by syslog over UDP, counted.
@NullMarked
package io.podhelpers.nginxexporter.accesslog;

import org.jspecify.annotations.NullMarked;
