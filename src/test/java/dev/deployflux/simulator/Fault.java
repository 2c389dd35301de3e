package dev.deployflux.simulator;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * Something that goes wrong with a call. {@link Faults#inject} says with which calls. Immutable, and for any number of
 * calls; only {@link HeldFault} has a state.
 *
 * <p>Two faults join by {@link #and}: {@code Fault.latency(Duration.ofMillis(50)).and(Fault.serverError())}.
 */
public abstract sealed class Fault
        permits AnswerFault,
                CodingFault,
                CombinedFault,
                ConditionsFault,
                DeliveryFault,
                ErrorFault,
                HeldFault,
                WaitFault {

    Fault() {}

    /** Answers after {@code latency}, with the rows as they are then. It passes in real time, and blocks no thread. */
    public static Fault latency(Duration latency) {
        return WaitFault.delay(latency);
    }

    /** Answers never; the call ends when the client leaves, or the simulator is closed. */
    public static Fault hang() {
        return WaitFault.forever();
    }

    /** Answers when the test says so by {@link HeldFault#release()}, with the rows as they are then. */
    public static HeldFault hold() {
        return new HeldFault(false);
    }

    /** Sends half of the answer's body, and the rest when the test says so by {@link HeldFault#release()}. */
    public static HeldFault holdWithinBody() {
        return new HeldFault(true);
    }

    /**
     * Answers with an error.
     *
     * @param code an ECS code such as {@code AccessDeniedException}; the SDK makes its class of it
     * @param message the text beside it
     * @param httpStatus from 400 to 599
     */
    public static Fault error(String code, String message, int httpStatus) {
        if (httpStatus < 400 || httpStatus > 599) {
            throw new IllegalArgumentException(
                    "An error has an HTTP status from 400 to 599, such as 400; not %d".formatted(httpStatus));
        }
        return new ErrorFault(new EcsError(code, message, httpStatus));
    }

    /** {@code ServerException} under HTTP 500, which the SDK retries. */
    public static Fault serverError() {
        return new ErrorFault(EcsError.server());
    }

    /** {@code ThrottlingException} under HTTP 400, which the SDK retries. */
    public static Fault throttled() {
        return new ErrorFault(EcsError.throttled());
    }

    /** {@code AccessDeniedException} under HTTP 400. */
    public static Fault accessDenied() {
        return new ErrorFault(new EcsError("AccessDeniedException", "User isn't authorized to do this.", 400));
    }

    /** {@code InvalidParameterException}, as for a token whose time is over. */
    public static Fault expiredToken() {
        return new ErrorFault(PageTokens.expired());
    }

    /** Writes the error, if the answer is one, in another way. */
    public static Fault errorCoding(ErrorCoding coding) {
        return new CodingFault(coding);
    }

    /** Resets the connection (TCP RST) instead of an answer; the operation has been carried out all the same. */
    public static Fault resetBeforeResponse() {
        return DeliveryFault.of("resetBeforeResponse", Delivery.RESET_BEFORE);
    }

    /** Resets the connection (TCP RST) after half of the body. */
    public static Fault resetWithinBody() {
        return DeliveryFault.of("resetWithinBody", Delivery.RESET_WITHIN);
    }

    /** Sends the whole answer, then resets the connection (TCP RST) that the client means to keep. */
    public static Fault resetAfterBody() {
        return DeliveryFault.of("resetAfterBody", Delivery.RESET_AFTER);
    }

    /** Announces the whole body, sends half of it, and closes the connection in good order. */
    public static Fault truncatedBody() {
        return DeliveryFault.of("truncatedBody", Delivery.TRUNCATED);
    }

    /** A body of the announced length that is no JSON. */
    public static Fault malformedJson() {
        return DeliveryFault.notJson();
    }

    /**
     * Sends the body in pieces.
     *
     * @param chunkBytes the size of each, 1 or more
     * @param pause real time between one and the next
     */
    public static Fault slowBody(int chunkBytes, Duration pause) {
        return DeliveryFault.inPieces(chunkBytes, pause);
    }

    /**
     * Answers as of an earlier time: newer deployments aren't there yet, others have their older state. On one of two
     * operations it makes that one tell older states than the other.
     */
    public static Fault stale(Duration age) {
        return ConditionsFault.asOfEarlier(age);
    }

    /** At most {@code rows} a page, 1 or more, although more were asked for; a token leads to the rest. */
    public static Fault shortPage(int rows) {
        return ConditionsFault.limitedTo(rows);
    }

    /** No rows, and a new token that goes on at the same place. */
    public static Fault emptyPageWithToken() {
        return ConditionsFault.withoutRows();
    }

    /** Each row has this status, whatever its own is. */
    public static Fault unknownStatus(String status) {
        return AnswerFault.withStatus(status);
    }

    /** Each described deployment that has a lifecycle stage has this one, whatever its own is. */
    public static Fault unknownStage(String stage) {
        return AnswerFault.withStages("unknownStage(" + stage + ")", known -> stage);
    }

    /** Each lifecycle stage has an unknown name of its own, so that two in a row stay two. */
    public static Fault unknownStages(String prefix) {
        return AnswerFault.withStages("unknownStages(" + prefix + ")", prefix::concat);
    }

    /**
     * Of what is described, these are {@code failures}. Access that is denied to single ARNs is none of them: ECS refuses
     * the whole call then, as {@link #accessDenied()} does by a rule {@link FaultRule#when when}
     * {@link Call#arns()} has one of them.
     *
     * @param reason such as {@code MISSING}
     */
    public static Fault failures(String reason, String... arns) {
        return AnswerFault.withFailures(reason, List.of(arns));
    }

    /** The answer's {@code nextToken} is this text, empty or white space. */
    public static Fault blankToken(String blank) {
        return AnswerFault.withBlankToken(blank);
    }

    /** The answer's {@code nextToken} is the empty text. */
    public static Fault blankToken() {
        return AnswerFault.withBlankToken("");
    }

    /** The answer's {@code nextToken} is the very one that the request carried; a first page keeps its own. */
    public static Fault repeatedToken() {
        return AnswerFault.withTokenOfRequest();
    }

    /** The rows of the page in another order, the same one for each seed. */
    public static Fault reorderedRows(long seed) {
        return AnswerFault.shuffled(seed);
    }

    /** A {@code null} before each row of the list, and of the lists that described services have. */
    public static Fault nullRows() {
        return AnswerFault.withNullRows();
    }

    /** A {@code null} instead of the list. */
    public static Fault nullList() {
        return AnswerFault.withNullList();
    }

    /** No list at all. */
    public static Fault absentList() {
        return AnswerFault.withoutList();
    }

    /**
     * Any other change of an answer that isn't an error.
     *
     * @param name what {@link #toString()} shall say
     * @param alteration changes the response; it is called on the event loop and must not block
     */
    public static Fault altered(String name, AnswerAlteration alteration) {
        return new AnswerFault(name, alteration);
    }

    /** This fault and another on the same call. Where only one can have its way, such as two errors, it is the first. */
    public final Fault and(Fault other) {
        return new CombinedFault(this, other);
    }

    /** Completes when the call may be answered. */
    Mono<Void> before(Scheduler scheduler) {
        return Mono.empty();
    }

    Conditions conditions(Conditions conditions) {
        return conditions;
    }

    /** An error to answer with instead of carrying out the operation. */
    @Nullable
    EcsError error() {
        return null;
    }

    @Nullable
    ErrorCoding coding() {
        return null;
    }

    @Nullable
    AnswerAlteration alteration() {
        return null;
    }

    byte[] body(byte[] body) {
        return body;
    }

    @Nullable
    Delivery delivery() {
        return null;
    }
}
