package dev.deployflux.operations;

import dev.deployflux.fixture.NeededProgram;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Whether tests by Prometheus are run, left out with a word on the console, or failed. */
final class PrometheusCondition implements ExecutionCondition {

    private static final NeededProgram PROMETHEUS = new NeededProgram(
            "DEPLOYFLUX_PROMETHEUS",
            "TESTS OF THE ALERTS WERE LEFT OUT: there is no Prometheus of 2.42 or newer with its promtool. On Debian: apt-get"
                    + " install prometheus; elsewhere, name both in PROMETHEUS and PROMTOOL.");

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        ConditionEvaluationResult result = PROMETHEUS.decide(PrometheusServer.Programs.find());
        if (result.isDisabled() && context.getTestMethod().isEmpty()) {
            System.out.println(result.getReason().orElseThrow());
        }
        return result;
    }
}
