package dev.deployflux.watch;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import reactor.core.publisher.Mono;

/**
 * A call that describes several at once, as a {@link Describer} makes it.
 *
 * @param <S> as {@link Answer} says
 * @param <D> likewise
 */
interface DescribeOperation<S, D> {

    /**
     * What an answer says.
     *
     * @param found by what they describe
     * @param reasons why ECS doesn't know others, where it says so
     * @param <S> as {@link Answer} says
     * @param <D> likewise
     */
    record Descriptions<S, D>(Map<S, D> found, Map<S, String> reasons) {}

    /** How many one call may ask for. */
    int most();

    /** Whether one call may ask for both. */
    boolean fit(S one, S other);

    /** The time from one look to the next. */
    Duration interval();

    /** The same, made longer at random. */
    Duration untilNext();

    /** One call for each subscription. */
    Mono<Descriptions<S, D>> call(List<S> subjects);
}
