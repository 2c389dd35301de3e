package dev.deployflux;

import static dev.deployflux.concurrent.Arguments.require;
import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus.ROLLBACK_FAILED;
import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus.ROLLBACK_SUCCESSFUL;
import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus.STOPPED;
import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus.SUCCESSFUL;

import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import reactor.core.publisher.Flux;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentBrief;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus;

/**
 * Filters for streams of deployments, to be used as in
 * {@code rows.transformDeferred(DeploymentOperators.inFlight())}.
 *
 * <p>These hold for all of them:
 *
 * <ul>
 *   <li><b>A row that is dropped is replaced:</b> for each, one more is requested of the source. A filter makes no API
 *       call of its own, but to find n rows that pass, the source may have to read pages up to its last one.
 *   <li><b>Let ECS filter where it can.</b> The {@code status} and {@code createdAt} of a request select rows before
 *       they are paged, which saves the calls for those that would be dropped here. The filters here are for what a
 *       request can't say, and for streams that aren't yours to ask.
 *   <li>Order is kept. Rows pass as they are, and so do errors, completion and cancel. Rows that are dropped go to
 *       Reactor's discard hook.
 * </ul>
 *
 * <p>An operator may be used for any number of fluxes and subscribers, by many threads.
 */
public final class DeploymentOperators {

    private static final int DEFAULT_MAX_DEPLOYMENTS = 10_000;

    /** An {@code EnumSet} may be asked for {@code null}, which {@code Set.of(...)} may not. */
    private static final Set<ServiceDeploymentStatus> TERMINAL =
            Collections.unmodifiableSet(EnumSet.of(SUCCESSFUL, STOPPED, ROLLBACK_SUCCESSFUL, ROLLBACK_FAILED));

    private DeploymentOperators() {}

    /**
     * Passes rows that have one of these statuses. A request can say the same, with {@code request.status(...)}, for
     * fewer calls.
     *
     * @param statuses at least one; order and repetition don't matter
     * @return the filter; it keeps no state
     * @throws IllegalArgumentException if there is none, or one is {@code null} or {@code UNKNOWN_TO_SDK_VERSION},
     *     which stands for any number of statuses: name those you mean with {@link #withStatusStrings(String...)}
     */
    public static UnaryOperator<Flux<ServiceDeploymentBrief>> withStatus(ServiceDeploymentStatus... statuses) {
        Objects.requireNonNull(statuses, "statuses");
        // The text of UNKNOWN_TO_SDK_VERSION is "null", too.
        return withStatusStrings(Arrays.stream(statuses).map(String::valueOf).toArray(String[]::new));
    }

    /**
     * Like {@link #withStatus(ServiceDeploymentStatus...)}, by text, for a status that this version of the SDK has no
     * constant for. A request can say the same, with {@code request.statusWithStrings(...)}, for fewer calls.
     *
     * @param statuses at least one, in the spelling of ECS, such as {@code "IN_PROGRESS"}; compared exactly with a
     *     row's {@code statusAsString()}
     * @return the filter; it keeps no state
     * @throws IllegalArgumentException if there is none, or one is {@code null}, blank or {@code "null"}, which is the
     *     text of the SDK's {@code UNKNOWN_TO_SDK_VERSION}
     */
    public static UnaryOperator<Flux<ServiceDeploymentBrief>> withStatusStrings(String... statuses) {
        Objects.requireNonNull(statuses, "statuses");
        require(
                statuses.length > 0,
                "no status is given, which no row would pass: name one or more, as in"
                        + " withStatus(ServiceDeploymentStatus.IN_PROGRESS)");
        for (String status : statuses) {
            require(
                    status != null && !status.isBlank() && !status.equals("null"),
                    "statuses has an entry without a name: a status that this SDK has no constant for is given as"
                            + " text, with withStatusStrings(\"...\"), and rows of any such status are among those"
                            + " that inFlight() passes");
        }
        Set<String> wanted = Set.copyOf(Arrays.asList(statuses));
        return passing(row -> row.statusAsString() != null && wanted.contains(row.statusAsString()));
    }

    /**
     * Passes rows of deployments that aren't known to be over: all rows that {@link #terminal()} drops, and so also
     * those without a status or with one that this version of the SDK doesn't know. A request can name the statuses
     * that are known, {@code PENDING}, {@code IN_PROGRESS}, {@code STOP_REQUESTED}, {@code ROLLBACK_REQUESTED} and
     * {@code ROLLBACK_IN_PROGRESS}, for fewer calls.
     *
     * @return the filter; it keeps no state
     */
    public static UnaryOperator<Flux<ServiceDeploymentBrief>> inFlight() {
        return passing(row -> !isTerminal(row));
    }

    /**
     * Passes rows of deployments that are {@linkplain #isTerminal(ServiceDeploymentBrief) over}. A request can
     * say the same by naming the four statuses, for fewer calls.
     *
     * @return the filter; it keeps no state
     */
    public static UnaryOperator<Flux<ServiceDeploymentBrief>> terminal() {
        return passing(DeploymentOperators::isTerminal);
    }

    /**
     * Whether a deployment is over, for better or worse: {@code SUCCESSFUL}, {@code STOPPED},
     * {@code ROLLBACK_SUCCESSFUL} or {@code ROLLBACK_FAILED}. Only the first of them is a success.
     *
     * @param row a deployment as it was listed
     * @return {@code false} for any other status, also for one that this version of the SDK doesn't know, and for none
     * @see <a href="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-deployment.html">
     *     the stages of a service deployment in the Amazon ECS Developer Guide</a>
     */
    public static boolean isTerminal(ServiceDeploymentBrief row) {
        return TERMINAL.contains(row.status());
    }

    /**
     * Passes rows with {@code after <= createdAt < before}, to the nanosecond. ECS doesn't document whether the
     * edges of a request's {@code createdAt} are inclusive, and the SDK sends them in whole milliseconds. For an exact
     * window at the price of few calls, send one that is a millisecond wider on either side, and filter what comes.
     *
     * @param after the first instant of the window
     * @param before the first instant behind it
     * @return the filter, which drops rows without a {@code createdAt}; it keeps no state
     * @throws IllegalArgumentException if {@code after} isn't before {@code before}
     */
    public static UnaryOperator<Flux<ServiceDeploymentBrief>> createdBetween(Instant after, Instant before) {
        Objects.requireNonNull(after, "after");
        Objects.requireNonNull(before, "before");
        require(
                after.isBefore(before),
                "after (" + after + ") is not before before (" + before + "), so no row would pass: the window runs"
                        + " from after, included, to before, excluded; give the earlier instant first");
        return passing(row -> row.createdAt() != null
                && !row.createdAt().isBefore(after)
                && row.createdAt().isBefore(before));
    }

    /**
     * Like {@link #distinctChanges(int)}, for the 10,000 deployments seen most recently.
     *
     * @return the filter; it keeps up to 10,000 rows per subscriber
     */
    public static UnaryOperator<Flux<ServiceDeploymentBrief>> distinctChanges() {
        return distinctChanges(DEFAULT_MAX_DEPLOYMENTS);
    }

    /**
     * Passes a row when it is the first of its deployment, or differs in any field from the one before of the same
     * {@code serviceDeploymentArn}: news, once. A row without an ARN always passes.
     *
     * <p>Each subscriber starts without memory, so this belongs behind a {@code repeat()}, {@code retry()} or
     * {@code merge} whose rows it shall compare. Reactor's {@code distinct()} is no substitute: it never forgets a row,
     * and with the ARN as its key it would drop every change of a deployment after its first row.
     *
     * @param maxDeployments how many deployments are remembered, 1 or more, at one row of memory each. One more, and
     *     the one whose last row came longest ago, passed or not, is forgotten: its next row passes, changed or not.
     *     Rows listed over and over need room for all deployments of the list, or all of them pass each time.
     * @return the filter; its state is each subscriber's own
     * @throws IllegalArgumentException if {@code maxDeployments} is less than 1
     */
    public static UnaryOperator<Flux<ServiceDeploymentBrief>> distinctChanges(int maxDeployments) {
        require(
                maxDeployments >= 1,
                "maxDeployments is " + maxDeployments + ", but it counts deployments to remember: write 1 or more, or"
                        + " leave it out for 10,000");
        // transform(...) runs once for all subscribers: only defer keeps their states apart.
        return rows -> Flux.defer(() -> rows.filter(news(maxDeployments)));
    }

    /** Rows that say anything which the last one of their deployment didn't. */
    private static Predicate<ServiceDeploymentBrief> news(int maxDeployments) {
        Map<String, ServiceDeploymentBrief> lastRows = new LinkedHashMap<>(16, 0.75f, true); // the latest at the end
        return row -> {
            String arn = row.serviceDeploymentArn();
            ServiceDeploymentBrief last = arn == null ? null : lastRows.put(arn, row);
            if (lastRows.size() > maxDeployments) {
                lastRows.remove(lastRows.keySet().iterator().next());
            }
            return !row.equals(last);
        };
    }

    private static UnaryOperator<Flux<ServiceDeploymentBrief>> passing(Predicate<ServiceDeploymentBrief> rule) {
        return rows -> rows.filter(rule);
    }
}
