package dev.deployflux.simulator;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A {@code ServiceDeployment}; what nothing was said of is absent. */
final class DeploymentJson {

    private DeploymentJson() {}

    static ObjectNode of(SimulatedService service, DeploymentRow row, DeploymentState state) {
        Progress progress = state.progress();
        ObjectNode json = Json.object();
        json.put("serviceDeploymentArn", row.arn());
        json.put("serviceArn", service.arn());
        json.put("clusterArn", service.cluster().arn());
        Json.put(json, "createdAt", row.createdAt());
        Json.put(json, "startedAt", state.startedAt());
        Json.put(json, "finishedAt", state.finishedAt());
        Json.put(json, "stoppedAt", state.stoppedAt());
        Json.put(json, "updatedAt", state.updatedAt());
        addRevisions(json, row, state);
        json.put("status", state.status().toString());
        Json.put(json, "statusReason", state.statusReason());
        Json.put(json, "lifecycleStage", progress.stage());
        addHooks(json, row, progress.hooks());
        if (progress.plan() != null) {
            json.set("deploymentConfiguration", ConfigurationJson.of(progress.plan()));
        }
        if (state.rollbackStartedAt() != null) {
            ObjectNode rollback = json.putObject("rollback");
            Json.put(rollback, "reason", state.rollbackReason());
            Json.put(rollback, "startedAt", state.rollbackStartedAt());
            Json.put(rollback, "serviceRevisionArn", row.sourceRevisionArn());
        }
        addMonitors(json, progress.breaker(), progress.alarms());
        return json;
    }

    private static void addRevisions(ObjectNode json, DeploymentRow row, DeploymentState state) {
        Double test = state.progress().testWeight();
        Double production = state.progress().productionWeight();
        ArrayNode sources = json.putArray("sourceServiceRevisions");
        if (row.sourceRevisionArn() != null) {
            ObjectNode source = state.source().summary(row.sourceRevisionArn());
            if (test != null && production != null) {
                addWeights(source, 100 - test, 100 - production);
            }
            sources.add(source);
        }
        ObjectNode target = state.target().summary(row.targetRevisionArn());
        if (test != null && production != null) {
            addWeights(target, test, production);
        }
        json.set("targetServiceRevision", target);
    }

    private static void addWeights(ObjectNode revision, double test, double production) {
        revision.put("requestedTestTrafficWeight", test).put("requestedProductionTrafficWeight", production);
    }

    private static void addHooks(ObjectNode json, DeploymentRow row, List<HookDetail> hooks) {
        if (hooks.isEmpty()) {
            return;
        }
        ArrayNode details = json.putArray("lifecycleHookDetails");
        for (int i = 0; i < hooks.size(); i++) {
            HookDetail hook = hooks.get(i);
            ObjectNode detail = details.addObject();
            detail.put("hookId", row.hookId(hook, i));
            detail.put("targetType", hook.targetType());
            Json.put(detail, "targetArn", hook.targetArn());
            detail.put("status", hook.status());
            Json.put(detail, "expiresAt", hook.expiresAt());
            if (hook.expiresAt() != null) {
                detail.put("timeoutAction", hook.timeoutAction().toString());
            }
        }
    }

    private static void addMonitors(ObjectNode json, @Nullable CircuitBreaker breaker, @Nullable Alarms alarms) {
        if (breaker != null) {
            json.putObject("deploymentCircuitBreaker")
                    .put("status", breaker.status())
                    .put("failureCount", breaker.failureCount())
                    .put("threshold", breaker.threshold());
        }
        if (alarms != null) {
            ObjectNode heeded = json.putObject("alarms").put("status", alarms.status());
            alarms.names().forEach(heeded.putArray("alarmNames")::add);
            alarms.triggered().forEach(heeded.putArray("triggeredAlarmNames")::add);
        }
    }
}
