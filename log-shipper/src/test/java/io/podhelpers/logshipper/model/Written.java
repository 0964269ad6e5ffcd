package io.podhelpers.logshipper.model;

/// One line that the model's writer wrote, and what may become of it.
final class Written {
    final String text;
    /// Which content (one life of one log) it belongs to, and its place there.
    final int content;
    final int place;
    /// How often the receiver got it.
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

    Written(String text, int content, int place) {
        this.text = text;
        this.content = content;
        this.place = place;
    }

    boolean mustArrive() {
        return !gone;
    }

    @Override
    public String toString() {
        return text + " (content " + content + " line " + place + ", received " + received + (gone ? ", gone" : "")
                + (fragile ? ", fragile" : "") + (settled ? ", settled" : "") + ")";
    }
}
