package dev.deployflux.simulator;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.deployflux.simulator.ServiceNews.Notice;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import tools.jackson.databind.node.ObjectNode;

/** An event of EventBridge: {@code ECS Deployment State Change} or {@code ECS Service Action}. */
final class EventJson {

    private EventJson() {}

    /** Each event has an id of its own, always the same. */
    static String id(SimulatedService service, Notice notice, Instant at) {
        return DerivedIds.uuid(service.arn() + notice, at);
    }

    static String of(SimulatedService service, Notice notice, Instant at) {
        Arns arns = service.account().settings().arns();
        ObjectNode event = Json.object();
        event.put("version", "0");
        event.put("id", id(service, notice, at));
        event.put("detail-type", notice.deploymentId() == null ? "ECS Service Action" : "ECS Deployment State Change");
        event.put("source", "aws.ecs");
        event.put("account", arns.accountId());
        event.put("time", at.truncatedTo(ChronoUnit.SECONDS).toString());
        event.put("region", arns.region());
        event.putArray("resources").add(service.arn());
        ObjectNode detail = event.putObject("detail");
        detail.put("eventType", notice.eventType());
        detail.put("eventName", notice.eventName());
        if (notice.deploymentId() == null) {
            detail.put("clusterArn", service.cluster().arn());
            if (notice.taskSetArn() != null) {
                detail.putArray("taskSetArns").add(notice.taskSetArn());
            }
            detail.put("createdAt", at.truncatedTo(ChronoUnit.MILLIS).toString());
        } else {
            detail.put("deploymentId", notice.deploymentId());
            detail.put("updatedAt", at.truncatedTo(ChronoUnit.SECONDS).toString());
            detail.put("reason", notice.reason());
        }
        return new String(Json.bytes(event), UTF_8);
    }
}
