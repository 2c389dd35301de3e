package dev.deployflux.page;

import dev.deployflux.fixture.NeededProgram;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Whether tests in a browser are run, left out with a word on the console, or failed. */
final class BrowserCondition implements ExecutionCondition {

    private static final NeededProgram CHROMIUM = new NeededProgram(
            "DEPLOYFLUX_BROWSER",
            "BROWSER TESTS WERE LEFT OUT: there is no Chromium with its driver. On Debian: apt-get install chromium"
                    + " chromium-driver; elsewhere, name both in CHROMIUM and CHROMEDRIVER.");

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        ConditionEvaluationResult result = CHROMIUM.decide(Browser.Programs.find());
        if (result.isDisabled() && context.getTestMethod().isEmpty()) {
            System.out.println(result.getReason().orElseThrow());
        }
        return result;
    }
}
