package dev.deployflux.simulator;

import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.services.ecs.model.AccessDeniedException;
import software.amazon.awssdk.services.ecs.model.BlockedException;
import software.amazon.awssdk.services.ecs.model.ClientException;
import software.amazon.awssdk.services.ecs.model.ClusterNotFoundException;
import software.amazon.awssdk.services.ecs.model.ConflictException;
import software.amazon.awssdk.services.ecs.model.EcsException;
import software.amazon.awssdk.services.ecs.model.InvalidParameterException;
import software.amazon.awssdk.services.ecs.model.LimitExceededException;
import software.amazon.awssdk.services.ecs.model.NamespaceNotFoundException;
import software.amazon.awssdk.services.ecs.model.ResourceNotFoundException;
import software.amazon.awssdk.services.ecs.model.ServerException;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentNotFoundException;
import software.amazon.awssdk.services.ecs.model.ServiceNotActiveException;
import software.amazon.awssdk.services.ecs.model.ServiceNotFoundException;
import software.amazon.awssdk.services.ecs.model.UnsupportedFeatureException;

/** The exception that the SDK makes of an error answer; of a code without a class of its own a plain one. */
final class SdkErrors {

    private static final Map<String, Supplier<AwsServiceException.Builder>> CLASSES = Map.ofEntries(
            Map.entry("AccessDeniedException", AccessDeniedException::builder),
            Map.entry("BlockedException", BlockedException::builder),
            Map.entry("ClientException", ClientException::builder),
            Map.entry("ClusterNotFoundException", ClusterNotFoundException::builder),
            Map.entry("ConflictException", ConflictException::builder),
            Map.entry("InvalidParameterException", InvalidParameterException::builder),
            Map.entry("LimitExceededException", LimitExceededException::builder),
            Map.entry("NamespaceNotFoundException", NamespaceNotFoundException::builder),
            Map.entry("ResourceNotFoundException", ResourceNotFoundException::builder),
            Map.entry("ServerException", ServerException::builder),
            Map.entry("ServiceDeploymentNotFoundException", ServiceDeploymentNotFoundException::builder),
            Map.entry("ServiceNotActiveException", ServiceNotActiveException::builder),
            Map.entry("ServiceNotFoundException", ServiceNotFoundException::builder),
            Map.entry("UnsupportedFeatureException", UnsupportedFeatureException::builder));

    private SdkErrors() {}

    static AwsServiceException of(int status, @Nullable String code, @Nullable String message) {
        Supplier<AwsServiceException.Builder> builder =
                code == null ? EcsException::builder : CLASSES.getOrDefault(code, EcsException::builder);
        return builder.get()
                .awsErrorDetails(AwsErrorDetails.builder()
                        .serviceName("Ecs")
                        .errorCode(code)
                        .errorMessage(message)
                        .sdkHttpResponse(
                                SdkHttpResponse.builder().statusCode(status).build())
                        .build())
                .statusCode(status)
                .requestId("in-memory")
                .numAttempts(1)
                .build();
    }
}
