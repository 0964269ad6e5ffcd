package io.podhelpers.logshipper.follow;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Which file of the machine this is, whatever its name. An inode is used again once its file is gone, so an
/// identity
/// is believed across a restart only together with a [Mark].
///
/// @param device the number of the file system
/// @param inode the number of the file in it
public record Identity(long device, long inode) {
    // written out, as a record's own are put together anew, from method handles, at each start

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Identity that && device == that.device && inode == that.inode;
    }

    @Override
    public int hashCode() {
        return 31 * Long.hashCode(device) + Long.hashCode(inode);
    }

    /// Of what is in no file.
    static final Identity NOWHERE = new Identity(0, 0);

    /// The file that has this name now.
    public static Identity of(Path path) throws IOException {
        return of(Files.readAttributes(path, "unix:dev,ino"));
    }

    static Identity of(Map<String, Object> attributes) {
        return new Identity(number(attributes, "dev"), number(attributes, "ino"));
    }

    private static long number(Map<String, Object> attributes, String name) {
        return ((Number) Objects.requireNonNull(attributes.get(name))).longValue();
    }
}
