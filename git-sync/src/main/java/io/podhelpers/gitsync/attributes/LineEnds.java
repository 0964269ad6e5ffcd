package io.podhelpers.gitsync.attributes;

import java.util.Locale;
import org.eclipse.jgit.attributes.Attribute;
import org.eclipse.jgit.attributes.Attributes;
import org.eclipse.jgit.lib.Config;
import org.jspecify.annotations.Nullable;

/// What becomes of line ends on the way into a worktree.
enum LineEnds {
    AS_STORED,
    /// Each line feed without a carriage return before it gets one.
    CRLF,
    /// The same, but only in a file that looks like text and has no carriage return at all.
    CRLF_IF_TEXT;

    /// What git takes line ends to be where no attribute says so.
    ///
    /// @param crlf a text file's lines end in CRLF (`core.eol`, `core.autocrlf`)
    /// @param everywhere files of which nothing is said are looked at, too (`core.autocrlf=true`)
    record Defaults(boolean crlf, boolean everywhere) {
        static Defaults of(Config config) {
            String automatic = lowerCase(config.getString("core", null, "autocrlf"));
            return switch (automatic) {
                case "true", "yes", "on", "1" -> new Defaults(true, true);
                case "input" -> new Defaults(false, false);
                default ->
                    new Defaults(
                            lowerCase(config.getString("core", null, "eol")).equals("crlf"), false);
            };
        }

        private static String lowerCase(@Nullable String value) {
            return value == null ? "" : value.toLowerCase(Locale.ROOT);
        }
    }

    /// What the attributes say of text: `text`, and where that says nothing its older name `crlf`.
    private enum Text {
        UNSAID,
        YES,
        NO,
        IF_IT_LOOKS_SO,
        WITH_LF;

        static Text of(Attribute attribute) {
            return switch (attribute.getState()) {
                case SET -> YES;
                case UNSET -> NO;
                case UNSPECIFIED -> UNSAID;
                case CUSTOM ->
                    switch (String.valueOf(attribute.getValue())) {
                        case "auto" -> IF_IT_LOOKS_SO;
                        case "input" -> WITH_LF;
                        default -> UNSAID;
                    };
            };
        }
    }

    /// Whether git looks at a whole file before it decides, be it to leave it as it is.
    static boolean needWhole(Attributes attributes, Defaults defaults) {
        Text text = text(attributes);
        String eol = String.valueOf(attributes.getValue("eol"));
        boolean byLook = text == Text.IF_IT_LOOKS_SO || (text == Text.UNSAID && defaults.everywhere());
        return byLook && (text == Text.UNSAID ? !isEol(eol) : !eol.equals("lf"));
    }

    private static boolean isEol(String value) {
        return value.equals("lf") || value.equals("crlf");
    }

    static LineEnds of(Attributes attributes, Defaults defaults) {
        Text text = text(attributes);
        String eol = text == Text.NO ? "" : String.valueOf(attributes.getValue("eol"));
        return switch (text) {
            case NO -> AS_STORED;
            case IF_IT_LOOKS_SO -> hasCrlf(eol, defaults.crlf()) ? CRLF_IF_TEXT : AS_STORED;
            case YES -> hasCrlf(eol, defaults.crlf()) ? CRLF : AS_STORED;
            case WITH_LF -> hasCrlf(eol, false) ? CRLF : AS_STORED;
            case UNSAID ->
                switch (eol) {
                    case "crlf" -> CRLF;
                    case "lf" -> AS_STORED;
                    default -> defaults.everywhere() ? CRLF_IF_TEXT : AS_STORED;
                };
        };
    }

    private static Text text(Attributes attributes) {
        Text text = Text.of(attribute(attributes, "text"));
        return text == Text.UNSAID ? Text.of(attribute(attributes, "crlf")) : text;
    }

    private static Attribute attribute(Attributes attributes, String key) {
        Attribute found = attributes.get(key);
        return found == null ? new Attribute(key, Attribute.State.UNSPECIFIED) : found;
    }

    private static boolean hasCrlf(String eol, boolean otherwise) {
        return switch (eol) {
            case "crlf" -> true;
            case "lf" -> false;
            default -> otherwise;
        };
    }
}
