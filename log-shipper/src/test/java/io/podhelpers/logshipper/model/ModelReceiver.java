package io.podhelpers.logshipper.model;

import io.podhelpers.logshipper.sink.Records;
import io.podhelpers.logshipper.sink.SendOutcome;
import io.podhelpers.logshipper.sink.SendOutcome.Partly;
import io.podhelpers.logshipper.sink.SendOutcome.Rejected;
import io.podhelpers.logshipper.sink.Sink;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/// A receiver that is busy now and then, finds some batches too large, refuses some lines for good, and in some worlds
/// judges each line by itself. What it has taken is fetched by the world when the courier is done.
final class ModelReceiver implements Sink {
    private final Random random;
    private final boolean judgesEach;
    private List<String> taken = new ArrayList<>();
    private boolean isGrave;

    /// @param judgesEach whether it takes some lines of a batch later than others
    ModelReceiver(Random random, boolean judgesEach) {
        this.random = random;
        this.judgesEach = judgesEach;
    }

    /// One that takes the dead letters: sooner or later all of them.
    static ModelReceiver ofDeadLetters(Random random) {
        ModelReceiver grave = new ModelReceiver(random, false);
        grave.isGrave = true;
        return grave;
    }

    @Override
    public SendOutcome send(Records records, int first, int end) {
        int dice = random.nextInt(8);
        if (dice == 0) {
            return SendOutcome.retry("busy");
        }
        if (dice == 1 && end - first > 1 && !isGrave) {
            return new Rejected("too large", true);
        }
        return judge(records, first, end);
    }

    private SendOutcome judge(Records records, int first, int end) {
        BitSet again = new BitSet();
        BitSet refused = new BitSet();
        for (int i = first; i < end; i++) {
            String body = body(records, i);
            if (!isGrave && Written.isRefused(body)) {
                refused.set(i - first);
            } else if (judgesEach && random.nextInt(4) == 0) {
                again.set(i - first);
            } else {
                taken.add(body);
            }
        }
        if (again.isEmpty() && refused.isEmpty()) {
            return SendOutcome.DELIVERED;
        }
        if (refused.cardinality() == end - first && random.nextBoolean()) {
            return new Rejected("bad", false);
        }
        return new Partly(again, "busy with these", refused, "bad", Optional.of(Duration.ZERO));
    }

    /// What was taken since the last call, in its order.
    List<String> fetch() {
        List<String> fetched = taken;
        taken = new ArrayList<>();
        return fetched;
    }

    /// The line that a record was made of.
    static String body(Records records, int record) {
        int from = records.from(record);
        String json = new String(records.bytes(), from, records.to(record) - from, StandardCharsets.UTF_8);
        int body = json.indexOf("\"body\":\"") + "\"body\":\"".length();
        return json.substring(body, json.indexOf('"', body));
    }

    @Override
    public String name() {
        return isGrave ? "grave" : "receiver";
    }

    @Override
    public void close() {}
}
