package dev.deployflux.simulator;

import java.time.Duration;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A {@code DeploymentConfiguration}. */
final class ConfigurationJson {

    private ConfigurationJson() {}

    static ObjectNode of(RolloutPlan plan) {
        ObjectNode json = Json.object();
        json.put("strategy", plan.strategy().toString());
        json.put("maximumPercent", 200);
        json.put("minimumHealthyPercent", 100);
        json.put("bakeTimeInMinutes", plan.bakeMinutes());
        boolean breaks = !plan.breaker().equals(CircuitBreaker.DISABLED);
        json.putObject("deploymentCircuitBreaker").put("enable", breaks).put("rollback", breaks);
        if (!plan.alarms().equals(Alarms.DISABLED)) {
            ObjectNode alarms = json.putObject("alarms").put("enable", true).put("rollback", true);
            plan.alarms().names().forEach(alarms.putArray("alarmNames")::add);
        }
        if (!plan.hooks().isEmpty()) {
            ArrayNode hooks = json.putArray("lifecycleHooks");
            plan.hooks().forEach(hook -> hooks.add(hook(hook)));
        }
        addTraffic(json, plan);
        return json;
    }

    private static void addTraffic(ObjectNode json, RolloutPlan plan) {
        switch (plan.strategy()) {
            case LINEAR ->
                json.putObject("linearConfiguration")
                        .put("stepPercent", plan.shifts().get(0))
                        .put("stepBakeTimeInMinutes", plan.shiftMinutes());
            case CANARY ->
                json.putObject("canaryConfiguration")
                        .put("canaryPercent", plan.shifts().get(0))
                        .put("canaryBakeTimeInMinutes", plan.shiftMinutes());
            default -> {}
        }
    }

    private static ObjectNode hook(RolloutPlan.Hook hook) {
        ObjectNode json = Json.object();
        if (hook.lambda() != null) {
            json.put("targetType", HookDetail.LAMBDA)
                    .put("hookTargetArn", hook.lambda().functionArn());
        } else {
            json.put("targetType", HookDetail.PAUSE);
        }
        json.putArray("lifecycleStages").add(hook.stage());
        PauseHook pause = hook.pause();
        if (pause != null && pause.timeout() != null) {
            json.putObject("timeoutConfiguration")
                    .put("timeoutInMinutes", minutes(pause.timeout()))
                    .put("action", pause.timeoutAction().toString());
        }
        return json;
    }

    /** Rounded up: ECS knows whole minutes only. */
    static int minutes(Duration duration) {
        return (int) duration.plusMinutes(1).minusNanos(1).toMinutes();
    }
}
