package dev.deployflux.simulator;

/** Where and how an error answer carries its code; AWS services do it in each of these ways. */
public enum ErrorCoding {
    /** {@code "__type": "ServiceNotFoundException"} in the body. The simulator's usual way. */
    TYPE,
    /** {@code "__type": "com.amazonaws.ecs#ServiceNotFoundException"} in the body. */
    NAMESPACED_TYPE,
    /** {@code x-amzn-ErrorType: ServiceNotFoundException}, and only the message in the body. */
    HEADER,
    /** {@code x-amzn-ErrorType: ServiceNotFoundException:http://internal.amazon.com/coral/com.amazonaws.ecs/}. */
    HEADER_WITH_URI
}
