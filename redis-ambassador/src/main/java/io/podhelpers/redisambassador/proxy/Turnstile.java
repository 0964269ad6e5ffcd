package io.podhelpers.redisambassador.proxy;

/// Whether a client's next request may pass, and if not what it waits for. Only touched on the client's event loop.
final class Turnstile {
    private final ProxySettings settings;
    private final ReplySequencer replies;
    private Wait wait = Wait.NOTHING;

    Turnstile(ProxySettings settings, ReplySequencer replies) {
        this.settings = settings;
        this.replies = replies;
    }

    boolean isOpen() {
        return wait == Wait.NOTHING;
    }

    boolean isClosedForGood() {
        return wait == Wait.END;
    }

    /// Lets nothing pass until then; the end is never taken back.
    void waitFor(Wait what) {
        if (wait != Wait.END) {
            wait = what;
        }
    }

    /// The reply that changes the session, or a server to try, has come; true if that was waited for.
    boolean goOn() {
        if (wait == Wait.SESSION || wait == Wait.SERVER) {
            wait = Wait.ANSWERS;
            return true;
        }
        return false;
    }

    boolean isWaitingForServer() {
        return wait == Wait.SERVER;
    }

    /// Opens if what was waited for is there; true if it has just opened.
    boolean openIfOver(boolean clientReads) {
        if (wait == Wait.NOTHING || !isOver(clientReads)) {
            return false;
        }
        wait = Wait.NOTHING;
        return true;
    }

    private boolean isOver(boolean clientReads) {
        return switch (wait) {
            case NOTHING -> true;
            case ANSWERS -> replies.isEmpty();
            case ROOM ->
                replies.requests() <= settings.inFlightCommands() / 2
                        && replies.bytes() <= settings.inFlightBytes() / 2;
            case CLIENT -> clientReads;
            case SERVER, SESSION, END -> false;
        };
    }
}
