package dev.deployflux.simulator;

import java.time.Duration;

/** A function that takes that long, and then lets the deployment go on or not. */
record LambdaHook(String functionArn, Duration runs, boolean succeeds) {

    LambdaHook {
        if (!functionArn.matches("arn:aws[a-z-]*:lambda:[a-z0-9-]+:[0-9]{12}:function:.+")) {
            throw new IllegalArgumentException(
                    "A function is named by its ARN, such as arn:aws:lambda:eu-central-1:123456789012:function:check;"
                            + " not '%s'".formatted(functionArn));
        }
        if (runs.isNegative()) {
            throw new IllegalArgumentException("A function runs for zero or longer, not %s".formatted(runs));
        }
    }
}
