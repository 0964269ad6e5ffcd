package io.podhelpers.logshipper;

import io.podhelpers.logshipper.follow.CheckpointStore;
import io.podhelpers.logshipper.follow.FileEvents;
import io.podhelpers.logshipper.follow.FileState;
import io.podhelpers.logshipper.follow.Follower;
import io.podhelpers.logshipper.follow.LineConsumer;
import io.podhelpers.logshipper.follow.Survey;
import io.podhelpers.runtime.UserError;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;

/// `--verify`: compares each checkpoint with the files and says what is not shipped. Reads no line, changes nothing,
/// and
/// may be run beside a shipper that works.
final class Verification {
    private final PrintWriter out;
    private final InstantSource clock;

    Verification(PrintWriter out, InstantSource clock) {
        this.out = out;
        this.clock = clock;
    }

    /// Compares and tells.
    ///
    /// @return the exit code: 0 if all is shipped
    int run(List<PipelinePlan> plans) throws IOException {
        long unshipped = 0;
        for (PipelinePlan plan : plans) {
            unshipped += verify(plan);
        }
        out.println(unshipped == 0 ? "all is shipped" : unshipped + " bytes are not shipped");
        out.flush();
        return unshipped == 0 ? 0 : 1;
    }

    private long verify(PipelinePlan plan) throws IOException {
        Follower follower =
                new Follower(plan.config().follow(), LineConsumer.withoutRoom(), FileEvents.unheard(), clock);
        try {
            restore(follower, plan);
            Survey survey = follower.survey();
            survey.files().forEach(file -> tell(plan, file));
            survey.missing().forEach(one -> out.printf("%s %s missing=%d%n", plan.name(), one.log(), one.bytes()));
            follower.problems().forEach((path, why) -> out.printf("%s %s not followed: %s%n", plan.name(), path, why));
            return survey.unshippedBytes() + survey.missingBytes();
        } finally {
            follower.close();
        }
    }

    private void restore(Follower follower, PipelinePlan plan) throws IOException {
        Path file = plan.config().checkpointFile(plan.name());
        try {
            new CheckpointStore(file, false)
                    .peek()
                    .ifPresentOrElse(
                            follower::restore, () -> out.printf("%s no checkpoint yet: %s%n", plan.name(), file));
        } catch (IllegalArgumentException e) {
            throw new UserError("--verify: " + file + " is damaged: " + e.getMessage(), e);
        }
    }

    private void tell(PipelinePlan plan, FileState file) {
        out.printf(
                "%s %s size=%d shipped=%d unshipped=%d%n",
                plan.name(), file.path(), file.size(), file.acked(), file.lagBytes());
    }
}
