package dev.deployflux.simulator;

/** An error answer: its code, the text beside it, and the HTTP status it travels under. */
record EcsError(String code, String message, int status) {

    static EcsError invalidParameter(String message) {
        return new EcsError("InvalidParameterException", message, 400);
    }

    static EcsError clusterNotFound() {
        return new EcsError("ClusterNotFoundException", "Cluster not found.", 400);
    }

    static EcsError serviceNotFound() {
        return new EcsError("ServiceNotFoundException", "Service not found.", 400);
    }

    static EcsError serviceDeploymentNotFound() {
        return new EcsError("ServiceDeploymentNotFoundException", "Service deployment not found.", 400);
    }

    static EcsError accessDenied(String arn) {
        return new EcsError(
                "AccessDeniedException", "User isn't authorized to do this on resource: %s".formatted(arn), 400);
    }

    static EcsError conflict(String message) {
        return new EcsError("ConflictException", message, 400);
    }

    static EcsError throttled() {
        return new EcsError("ThrottlingException", "Rate exceeded", 400);
    }

    static EcsError server() {
        return new EcsError("ServerException", "Service Unavailable. Please try again later.", 500);
    }

    static EcsError serialization(String message) {
        return new EcsError("SerializationException", message, 400);
    }

    static EcsError unknownOperation() {
        return new EcsError("UnknownOperationException", "The operation isn't known.", 404);
    }

    /** A fault of the simulator or of a test's own predicate: 400, so that no client hides it behind retries. */
    static EcsError simulatorFailure(Throwable cause) {
        return new EcsError("SimulatorFailure", cause.toString(), 400);
    }

    EcsRefusal asRefusal() {
        return new EcsRefusal(this);
    }
}
