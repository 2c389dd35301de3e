package dev.deployflux.simulator;

/** Builds the ARNs of one account and region. */
record Arns(String partition, String region, String accountId) {

    static Arns of(String region, String accountId) {
        String partition = region.startsWith("cn-") ? "aws-cn" : region.startsWith("us-gov-") ? "aws-us-gov" : "aws";
        return new Arns(partition, region, accountId);
    }

    String cluster(String cluster) {
        return prefix() + "cluster/" + cluster;
    }

    String service(String cluster, String service) {
        return prefix() + "service/" + cluster + "/" + service;
    }

    String deployment(String cluster, String service, String id) {
        return prefix() + "service-deployment/" + cluster + "/" + service + "/" + id;
    }

    String revision(String cluster, String service, String id) {
        return prefix() + "service-revision/" + cluster + "/" + service + "/" + id;
    }

    /** A task definition made up of the last part of what runs it. */
    String taskDefinition(String service, String arn) {
        String id = arn.substring(arn.lastIndexOf('/') + 1);
        return prefix() + "task-definition/" + service + ":" + (1 + Math.floorMod(id.hashCode(), 1_000));
    }

    /** {@code arn:partition:ecs:region:account:}, which each ARN of this account and region begins with. */
    String prefix() {
        return "arn:" + partition + ":ecs:" + region + ":" + accountId + ":";
    }
}
