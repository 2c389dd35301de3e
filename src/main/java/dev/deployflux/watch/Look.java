package dev.deployflux.watch;

import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who wants to know of one subject, now and again. Guarded by the lock of its {@link Describer}.
 *
 * @param <S> as {@link Answer} says
 * @param <D> likewise
 */
final class Look<S, D> {

    final DescribedSubject<S, D> subject;

    /**
     * Is told the answer, once each time that it is wanted, without any lock held. Returns what is done when all whom the
     * same call answers know: it may block, and use up what time others have.
     */
    final Function<Answer<S, D>, Runnable> answered;

    /** Is told when there will be no answer any more, as the loop has failed. */
    final Consumer<Throwable> failed;

    /** Whether it is content with the last refusal while such calls aren't permitted. */
    final boolean patient;

    /** When it is wanted next; {@code null} if not yet. */
    @Nullable
    Long at;

    Look(
            DescribedSubject<S, D> subject,
            boolean patient,
            Function<Answer<S, D>, Runnable> answered,
            Consumer<Throwable> failed) {
        this.subject = subject;
        this.patient = patient;
        this.answered = answered;
        this.failed = failed;
    }
}
