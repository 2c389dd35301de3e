package dev.deployflux;

import java.util.Collection;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.ecs.model.DescribeServiceDeploymentsRequest;

/** A DescribeServiceDeployments request that ECS doesn't refuse as a whole because of one ARN. */
final class DescribeRequest {

    private static final int MAX_ARNS = 20;
    private static final Pattern ARN =
            Pattern.compile("arn:[^:/\\s]+:ecs:[^:/\\s]+:[^:/\\s]+:service-deployment/[^:/\\s]+/[^:/\\s]+/[^:/\\s]+");

    private DescribeRequest() {}

    static DescribeServiceDeploymentsRequest of(Collection<String> arns) {
        if (arns.isEmpty() || arns.size() > MAX_ARNS) {
            throw new IllegalArgumentException(
                    arns.size() + " ARNs are given, but one call describes 1 to 20 deployments: split them, as with"
                            + " Flux.fromIterable(arns).buffer(20).concatMap(deployments::describe)");
        }
        for (String arn : arns) {
            if (arn == null || !ARN.matcher(arn).matches()) {
                throw new IllegalArgumentException("\"" + arn
                        + "\" is no ARN of a deployment: write one like"
                        + " arn:aws:ecs:eu-central-1:123456789012:service-deployment/prod/web/NCWGC2ZR-taawPAYrIaU5, the"
                        + " serviceDeploymentArn of a row");
            }
        }
        return DescribeServiceDeploymentsRequest.builder()
                .serviceDeploymentArns(arns)
                .overrideConfiguration(UserAgent.mark())
                .build();
    }
}
