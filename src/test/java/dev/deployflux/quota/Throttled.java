package dev.deployflux.quota;

import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.services.ecs.model.EcsException;

/** ECS's throttling, as the SDK reports it: ECS's model of its operations has no exception for it. */
final class Throttled {

    private Throttled() {}

    static EcsException after(int attempts) {
        return (EcsException) EcsException.builder()
                .awsErrorDetails(AwsErrorDetails.builder()
                        .errorCode("ThrottlingException")
                        .errorMessage("Rate exceeded")
                        .build())
                .statusCode(400)
                .numAttempts(attempts)
                .build();
    }
}
