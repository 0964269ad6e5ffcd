package io.podhelpers.logshipper.follow;

import java.util.Map;

/// Which file of the machine this is, whatever its name. An inode is used again once its file is gone, so an
/// identity
/// is believed across a restart only together with a [Mark].
///
/// @param device the number of the file system
/// @param inode the number of the file in it
public record Identity(long device, long inode) {
    static Identity of(Map<String, Object> attributes) {
        return new Identity(number(attributes, "dev"), number(attributes, "ino"));
    }

    private static long number(Map<String, Object> attributes, String name) {
        return ((Number) java.util.Objects.requireNonNull(attributes.get(name))).longValue();
    }
}
