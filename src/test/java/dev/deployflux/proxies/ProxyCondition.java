package dev.deployflux.proxies;

import dev.deployflux.fixture.NeededProgram;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Whether tests behind real proxies are run, left out with a word on the console, or failed. */
final class ProxyCondition implements ExecutionCondition {

    private static final NeededProgram PROXIES = new NeededProgram(
            "DEPLOYFLUX_PROXIES",
            "TESTS BEHIND PROXIES WERE LEFT OUT: nginx or HAProxy is missing. On Debian: apt-get install nginx haproxy;"
                    + " elsewhere, name both in NGINX and HAPROXY.");

    private static Optional<Path> both() {
        return ReverseProxy.NGINX
                .program()
                .filter(nginx -> ReverseProxy.HAPROXY.program().isPresent());
    }

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        ConditionEvaluationResult result = PROXIES.decide(both());
        if (result.isDisabled() && context.getTestMethod().isEmpty()) {
            System.out.println(result.getReason().orElseThrow());
        }
        return result;
    }
}
