package dev.deployflux.autoconfigure;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import software.amazon.awssdk.core.exception.SdkClientException;

/** No client can be made with the SDK's defaults, as no region is found. */
final class EcsClientException extends RuntimeException {

    private static final long serialVersionUID = 1;

    EcsClientException(SdkClientException cause) {
        super("deployflux found no EcsAsyncClient bean, and can't make one: " + cause.getMessage(), cause);
    }

    /** What Spring Boot prints instead of a stack trace. */
    static final class Analyzer extends AbstractFailureAnalyzer<EcsClientException> {

        @Override
        protected FailureAnalysis analyze(Throwable rootFailure, EcsClientException failure) {
            return new FailureAnalysis(
                    failure.getMessage(),
                    "Set deployflux.aws.region or AWS_REGION (such as eu-central-1) or the region of your AWS profile, or"
                            + " define an EcsAsyncClient or an AwsRegionProvider bean. To go without deployflux's beans, set"
                            + " deployflux.enabled=false.",
                    failure);
        }
    }
}
