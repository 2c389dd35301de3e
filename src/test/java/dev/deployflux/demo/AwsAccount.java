package dev.deployflux.demo;

import dev.deployflux.quota.ApiQuota;
import java.util.concurrent.CompletionException;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.DefaultAwsRegionProviderChain;
import software.amazon.awssdk.services.ecs.EcsAsyncClient;

/** The account of the default credentials, in the default region. */
record AwsAccount(EcsAsyncClient client, Region region) implements Account {

    /**
     * Looks for credentials and a region now, and not at the first request.
     *
     * @throws CannotStartException if there are none
     */
    static AwsAccount ofDefaults() {
        DefaultCredentialsProvider credentials =
                DefaultCredentialsProvider.builder().build();
        try {
            credentials.resolveIdentity().join();
        } catch (SdkClientException | CompletionException e) {
            throw new CannotStartException(
                    "There are no AWS credentials in the environment, in ~/.aws, or in this machine's role.",
                    "Log in ('aws sso login' or 'aws configure'), set AWS_PROFILE, or set AWS_ACCESS_KEY_ID and"
                            + " AWS_SECRET_ACCESS_KEY; or leave out deployflux.demo.aws to use the simulated account.",
                    e);
        }
        Region region = defaultRegion();
        return new AwsAccount(
                EcsAsyncClient.builder()
                        .credentialsProvider(credentials)
                        .region(region)
                        .build(),
                region);
    }

    private static Region defaultRegion() {
        try {
            return DefaultAwsRegionProviderChain.builder().build().getRegion();
        } catch (SdkClientException e) {
            throw new CannotStartException(
                    "There is no AWS region in the environment or in ~/.aws.",
                    "Set AWS_REGION, for example to eu-central-1.",
                    e);
        }
    }

    /** Leaves a quarter to the account's other users, such as consoles and deployment tools. */
    @Override
    public ApiQuota quota() {
        return ApiQuota.builder().leaveForOthers(0.25).build();
    }

    @Override
    public String contents() {
        return "your ECS services in " + region + ": 'aws ecs list-clusters' and 'aws ecs list-services' name them";
    }

    @Override
    public void close() {
        client.close();
    }
}
