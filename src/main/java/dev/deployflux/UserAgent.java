package dev.deployflux;

import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.core.ApiName;

/** Marks calls in the user agent, as the SDK's own paginators do, so that access logs tell whose calls they are. */
final class UserAgent {

    private static final ApiName MARK =
            ApiName.builder().name("deployflux").version(version()).build();

    private static final AwsRequestOverrideConfiguration ALONE =
            AwsRequestOverrideConfiguration.builder().addApiName(MARK).build();

    private UserAgent() {}

    /** The caller's configuration with our mark added. */
    static AwsRequestOverrideConfiguration mark(AwsRequestOverrideConfiguration callers) {
        return callers.toBuilder().addApiName(MARK).build();
    }

    /** Our mark alone. */
    static AwsRequestOverrideConfiguration mark() {
        return ALONE;
    }

    /** The version in the jar's manifest, which classes outside a jar don't have. */
    private static String version() {
        String version = UserAgent.class.getPackage().getImplementationVersion();
        return version != null ? version : "unpackaged";
    }
}
