package io.podhelpers.gitsync.attributes;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.podhelpers.gitsync.sparse.SparsePattern;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.eclipse.jgit.attributes.Attribute;

/// A `.gitattributes` file as git reads it: what it cannot understand of a line makes it pass over the line.
///
/// @param rules the last first, which is the order in which they decide
/// @param macros what names stand for that were defined by `[attr]`; only the file at the top may
record AttributesFile(List<Rule> rules, Map<String, List<Attribute>> macros) {
    private static final int LONGEST_LINE = 2048;
    private static final String MACRO = "[attr]";
    private static final Pattern BLANKS = Pattern.compile("[ \t\r]+");
    private static final Pattern LEADING_BLANKS = Pattern.compile("^[ \t\r]+");
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.][-A-Za-z0-9_.]*");

    /// @param attributes in the order of the line
    record Rule(SparsePattern pattern, List<Attribute> attributes) {}

    static AttributesFile parse(byte[] content, boolean top) {
        List<Rule> rules = new ArrayList<>();
        Map<String, List<Attribute>> macros = new HashMap<>();
        String text = new String(content, ISO_8859_1);
        int end = text.indexOf('\0');
        for (String line : (end < 0 ? text : text.substring(0, end)).split("\n", -1)) {
            String begun = LEADING_BLANKS.matcher(line).replaceFirst("");
            if (line.length() < LONGEST_LINE && !begun.isEmpty() && !begun.startsWith("#")) {
                add(QuotedName.at(begun), top, rules, macros);
            }
        }
        return new AttributesFile(rules.reversed(), macros);
    }

    private static void add(QuotedName name, boolean top, List<Rule> rules, Map<String, List<Attribute>> macros) {
        List<Attribute> attributes = attributes(name.rest()).orElse(List.of());
        if (name.text().startsWith(MACRO) && name.text().length() > MACRO.length()) {
            String macro = name.text().substring(MACRO.length());
            if (top && NAME.matcher(macro).matches()) {
                macros.put(macro, attributes);
            }
            return;
        }
        SparsePattern pattern = SparsePattern.parse(name.text().getBytes(ISO_8859_1));
        if (!attributes.isEmpty() && pattern.wanted()) {
            rules.add(new Rule(pattern, attributes));
        }
    }

    /// Nothing if one of them has no proper name.
    private static Optional<List<Attribute>> attributes(String text) {
        List<Attribute> attributes = new ArrayList<>();
        for (String word : BLANKS.split(text, -1)) {
            if (!word.isEmpty()) {
                Attribute attribute = attribute(word);
                if (!NAME.matcher(attribute.getKey()).matches()) {
                    return Optional.empty();
                }
                attributes.add(attribute);
            }
        }
        return Optional.of(attributes);
    }

    private static Attribute attribute(String word) {
        int equals = word.indexOf('=');
        String name = equals < 0 ? word : word.substring(0, equals);
        return switch (word.charAt(0)) {
            case '-' -> new Attribute(name.substring(1), Attribute.State.UNSET);
            case '!' -> new Attribute(name.substring(1), Attribute.State.UNSPECIFIED);
            default ->
                equals < 0 ? new Attribute(name, Attribute.State.SET) : new Attribute(name, word.substring(equals + 1));
        };
    }
}
