package dev.deployflux.simulator;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** One call while it runs. Written on event loops and read by tests. */
final class CallRecord {

    private final long number;
    private final Operation operation;
    private final ObjectNode request;
    private final Map<String, String> headers;
    private volatile int status;
    private volatile @Nullable String errorCode;
    private volatile @Nullable Fault fault;
    private volatile boolean aborted;

    CallRecord(long number, Operation operation, ObjectNode request, Map<String, String> headers) {
        this.number = number;
        this.operation = operation;
        this.request = request;
        this.headers = headers;
    }

    Operation operation() {
        return operation;
    }

    ObjectNode request() {
        return request;
    }

    void faulted(Fault applied) {
        fault = applied;
    }

    /** Set before the first byte is written, so that who has the answer finds it here. */
    void answered(int httpStatus, @Nullable String code) {
        errorCode = code;
        status = httpStatus;
    }

    void aborted() {
        aborted = true;
    }

    Call snapshot() {
        return new Call(
                number,
                operation,
                request,
                headers,
                status == 0 ? OptionalInt.empty() : OptionalInt.of(status),
                Optional.ofNullable(errorCode),
                Optional.ofNullable(fault),
                aborted);
    }
}
