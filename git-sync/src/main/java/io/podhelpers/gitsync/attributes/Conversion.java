package io.podhelpers.gitsync.attributes;

import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.CharacterCodingException;
import java.util.Optional;
import org.eclipse.jgit.attributes.Attributes;
import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectLoader;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What is done to a blob's bytes on their way into a worktree: `$Id$`, line ends, encoding, in this order.
///
/// A file of any size passes through in pieces. Where the outcome depends on the whole of it, it is read twice.
public final class Conversion {
    private static final Logger log = LoggerFactory.getLogger(Conversion.class);

    private final boolean ident;
    private final boolean whole;
    private final LineEnds lineEnds;
    private final @Nullable TextEncoding encoding;

    /// @param whole whether git would not do it in pieces
    private Conversion(boolean ident, boolean whole, LineEnds lineEnds, @Nullable TextEncoding encoding) {
        this.ident = ident;
        this.whole = whole;
        this.lineEnds = lineEnds;
        this.encoding = encoding;
    }

    /// Decides on conversions by one repository's settings. One thread.
    public static final class Rules {
        // without one of these no file is converted
        private static final String[] WORDS = {"eol=crlf", "ident", "working-tree-encoding="};

        private final LineEnds.Defaults defaults;

        public Rules(Config config) {
            this.defaults = LineEnds.Defaults.of(config);
        }

        /// Whether files may be converted although no `.gitattributes` has one of the [#words].
        public boolean concernAll() {
            return defaults.crlf() || defaults.everywhere();
        }

        public String[] words() {
            return WORDS.clone();
        }

        /// What follows from the attributes of a file; nothing if it arrives as it is stored.
        public Optional<Conversion> of(Attributes attributes) {
            LineEnds lineEnds = LineEnds.of(attributes, defaults);
            boolean ident = attributes.isSet("ident");
            String name = String.valueOf(attributes.getValue("working-tree-encoding"));
            boolean inUtf8 = name.equals("null") || TextEncoding.isUtf8(name);
            TextEncoding encoding = inUtf8 ? null : TextEncoding.of(name).orElse(null);
            if (lineEnds == LineEnds.AS_STORED && !ident && encoding == null) {
                return Optional.empty();
            }
            boolean whole = !inUtf8 || LineEnds.needWhole(attributes, defaults);
            return Optional.of(new Conversion(ident, whole, lineEnds, encoding));
        }
    }

    /// A number for this conversion, never 0, that is the same in every process.
    public int fingerprint() {
        String text = ident + " " + (ident && whole) + " " + lineEnds + " " + (encoding == null ? "" : encoding);
        int hash = text.hashCode();
        return hash == 0 ? 1 : hash;
    }

    /// Writes the blob's content as it belongs into a worktree; leaves the stream open.
    ///
    /// @param path for the log
    public void write(String path, ObjectId id, ObjectLoader blob, OutputStream out) throws IOException {
        boolean crlf = lineEnds == LineEnds.CRLF || (lineEnds == LineEnds.CRLF_IF_TEXT && looksLikeText(id, blob));
        boolean encoded = encoding != null && canBeEncoded(path, id, blob, crlf);
        OutputStream open = new BufferedOutputStream(new Unclosed(out));
        pass(blob, steps(open, id, crlf, encoded ? encoding : null));
    }

    private boolean looksLikeText(ObjectId id, ObjectLoader blob) throws IOException {
        TextLook look = new TextLook();
        pass(blob, steps(look, id, false, null));
        return look.wantsOtherLineEnds();
    }

    private boolean canBeEncoded(String path, ObjectId id, ObjectLoader blob, boolean crlf) throws IOException {
        try {
            pass(blob, steps(OutputStream.nullOutputStream(), id, crlf, encoding));
            return true;
        } catch (CharacterCodingException e) {
            log.atWarn()
                    .addKeyValue("file", path)
                    .addKeyValue("encoding", encoding == null ? "" : encoding.charset())
                    .log("the file cannot be written in its working-tree-encoding: it stays in UTF-8");
            return false;
        }
    }

    private OutputStream steps(OutputStream last, ObjectId id, boolean crlf, @Nullable TextEncoding into) {
        OutputStream first = into == null ? last : new EncodedOutput(last, into);
        first = crlf ? new CrlfOutput(first) : first;
        return ident ? new IdentOutput(first, id, whole) : first;
    }

    private static void pass(ObjectLoader blob, OutputStream steps) throws IOException {
        try (InputStream in = blob.openStream();
                OutputStream out = steps) {
            in.transferTo(out);
        }
    }

    /// Ends the steps before it without ending what comes after them.
    private static final class Unclosed extends FilterOutputStream {
        Unclosed(OutputStream out) {
            super(out);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            out.write(bytes, offset, length);
        }

        @Override
        public void close() throws IOException {
            flush();
        }
    }
}
