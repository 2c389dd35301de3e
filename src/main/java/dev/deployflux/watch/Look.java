package dev.deployflux.watch;

import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Somebody who wants to know of one deployment, now and again. Guarded by the lock of its {@link Describer}. */
final class Look {

    final DescribedDeployment deployment;

    /**
     * Is told the answer, once each time that it is wanted, without any lock held. Returns what is done when all whom the
     * same call answers know: it may block, and use up what time others have.
     */
    final Function<Answer, Runnable> answered;

    /** Is told when there will be no answer any more, as the loop has failed. */
    final Consumer<Throwable> failed;

    /** Whether it is content with the last refusal while such calls aren't permitted. */
    final boolean patient;

    /** When it is wanted next; {@code null} if not yet. */
    @Nullable
    Long at;

    Look(
            DescribedDeployment deployment,
            boolean patient,
            Function<Answer, Runnable> answered,
            Consumer<Throwable> failed) {
        this.deployment = deployment;
        this.patient = patient;
        this.answered = answered;
        this.failed = failed;
    }
}
