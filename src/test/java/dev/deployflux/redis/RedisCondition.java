package dev.deployflux.redis;

import dev.deployflux.fixture.NeededProgram;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Whether tests on a real Redis are run, left out with a word on the console, or failed. */
final class RedisCondition implements ExecutionCondition {

    private static final NeededProgram REDIS = new NeededProgram(
            "DEPLOYFLUX_REDIS",
            "TESTS ON REDIS WERE LEFT OUT: there is no redis-server of 7.0 or newer, and no valkey-server. On Debian: apt-get"
                    + " install redis-server; elsewhere, name it in REDIS_SERVER.");

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        ConditionEvaluationResult result = REDIS.decide(RedisServer.program());
        if (result.isDisabled() && context.getTestMethod().isEmpty()) {
            System.out.println(result.getReason().orElseThrow());
        }
        return result;
    }
}
