package io.podhelpers.gitsync.attributes;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.jgit.attributes.Attribute;
import org.eclipse.jgit.attributes.Attribute.State;
import org.eclipse.jgit.attributes.Attributes;

/// The attributes that the `.gitattributes` files of one tree give to its paths. Only these count, not those of whoever
/// runs the process.
///
/// The file nearest to a path decides before those above it, and in a file the last line that matches. Not JGit's own
/// rules, which know no quoted names and take `-macro` for the opposite of what the macro says.
public final class PathAttributes {
    private static final List<Attribute> BINARY = List.of(
            new Attribute("diff", State.UNSET),
            new Attribute("merge", State.UNSET),
            new Attribute("text", State.UNSET));

    private final Map<String, AttributesFile> files = new HashMap<>();
    private final Map<String, List<Attribute>> macros = new HashMap<>();

    /// @param contents of the files by their folders; that of the top is called ""
    public PathAttributes(Map<String, byte[]> contents) {
        contents.forEach((folder, content) -> files.put(folder, AttributesFile.parse(content, folder.isEmpty())));
        macros.put("binary", BINARY);
        AttributesFile top = files.get("");
        if (top != null) {
            macros.putAll(top.macros());
        }
    }

    /// The attributes of a file.
    public Attributes of(String path) {
        Map<String, Attribute> values = new HashMap<>();
        for (int slash = path.lastIndexOf('/'); ; slash = path.lastIndexOf('/', slash - 1)) {
            AttributesFile file = files.get(slash < 0 ? "" : path.substring(0, slash));
            if (file != null) {
                follow(file, path.substring(slash + 1).getBytes(UTF_8), values);
            }
            if (slash < 0) {
                return new Attributes(values.values().toArray(Attribute[]::new));
            }
        }
    }

    private void follow(AttributesFile file, byte[] path, Map<String, Attribute> values) {
        for (AttributesFile.Rule rule : file.rules()) {
            if (rule.pattern().matches(path, path.length, false)) {
                take(rule.attributes(), values);
            }
        }
    }

    private void take(List<Attribute> said, Map<String, Attribute> values) {
        for (Attribute attribute : said.reversed()) {
            boolean news = values.putIfAbsent(attribute.getKey(), attribute) == null;
            List<Attribute> macro = macros.get(attribute.getKey());
            if (news && macro != null && attribute.getState() == State.SET) {
                take(macro, values);
            }
        }
    }
}
