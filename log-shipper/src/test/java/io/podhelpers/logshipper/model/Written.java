package io.podhelpers.logshipper.model;

import io.podhelpers.logshipper.filter.FilterSettings;
import io.podhelpers.logshipper.filter.Filters;
import java.util.List;
import java.util.regex.Pattern;

/// One line that the model's writer wrote, and what may become of it. Its number, which is part of it, says whether it
/// is
/// shipped, filtered, or refused by the receiver.
final class Written {
    private static final Pattern FILTERED = Pattern.compile("log-\\d*7-");
    private static final Pattern REFUSED = Pattern.compile("log-\\d*3-");

    final String text;
    /// Which content (one life of one log) it belongs to, and its place there.
    final int content;
    final int place;
    /// Where it ends in its content, line end included.
    final long end;
    /// How many files have held it.
    int files = 1;
    /// How often it came to its end: the receiver got it, or the dead letters did, or it was filtered, or the shipper
    /// told that it is lost, as the receiver refused it and there are no dead letters.
    int received;
    /// Received and acknowledged.
    boolean acknowledged;
    /// Acknowledged to the shipper that lives now.
    boolean acknowledgedInThisLife;
    /// Acknowledged before a checkpoint was taken that was saved: must not come again.
    boolean settled;
    /// Its bytes are on no disk any more and were not read: nobody can ship it.
    boolean gone;
    /// Its bytes are in the shipper only (read, or in a deleted file that it holds open): gone if that is
    /// killed.
    boolean fragile;
    /// A resend is allowed: the receiver's answer was lost, or a kill came before the checkpoint.
    boolean mayComeAgain;

    Written(String text, int content, int place, long end) {
        this.text = text;
        this.content = content;
        this.place = place;
        this.end = end;
    }

    static Filters filters() {
        FilterSettings none = FilterSettings.NONE;
        return new Filters(
                new FilterSettings(
                        none.keep(),
                        List.of("line=" + FILTERED),
                        none.sample(),
                        none.sampleOf(),
                        none.linesPerSecond(),
                        none.anonymizeIp(),
                        none.redactQuery(),
                        none.redact(),
                        none.labels()),
                System::nanoTime);
    }

    static boolean isFiltered(String text) {
        return FILTERED.matcher(text).find();
    }

    static boolean isRefused(String text) {
        return REFUSED.matcher(text).find();
    }

    boolean mustArrive() {
        return !gone;
    }

    int bytes() {
        return text.length() + 1;
    }

    @Override
    public String toString() {
        return text + " (content " + content + " line " + place + ", received " + received + (gone ? ", gone" : "")
                + (fragile ? ", fragile" : "") + (settled ? ", settled" : "") + ")";
    }
}
