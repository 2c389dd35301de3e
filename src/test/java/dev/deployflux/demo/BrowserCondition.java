package dev.deployflux.demo;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Whether tests in a browser are run, left out with a word on the console, or failed. */
final class BrowserCondition implements ExecutionCondition {

    private static final String LEFT_OUT =
            "BROWSER TESTS WERE LEFT OUT: there is no Chromium with its driver. On Debian: apt-get install chromium"
                    + " chromium-driver; elsewhere, name both in CHROMIUM and CHROMEDRIVER.";

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        ConditionEvaluationResult result = decide(Browser.Programs.find(), System.getenv("DEPLOYFLUX_BROWSER"));
        if (result.isDisabled() && context.getTestMethod().isEmpty()) {
            System.out.println(LEFT_OUT);
        }
        return result;
    }

    static ConditionEvaluationResult decide(Optional<Browser.Programs> found, @Nullable String wish) {
        if (found.isPresent()) {
            return ConditionEvaluationResult.enabled("there is " + found.get());
        }
        if ("required".equals(wish)) {
            throw new ExtensionConfigurationException("DEPLOYFLUX_BROWSER is \"required\". " + LEFT_OUT);
        }
        return ConditionEvaluationResult.disabled(LEFT_OUT);
    }
}
