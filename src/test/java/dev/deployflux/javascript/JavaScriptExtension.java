package dev.deployflux.javascript;

import dev.deployflux.fixture.NeededProgram;
import java.util.Optional;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Whether tests in JavaScript are run; and the one Node process for all of them, which ends with the run. */
final class JavaScriptExtension implements ExecutionCondition, ParameterResolver {

    private static final NeededProgram NODE = new NeededProgram(
            "DEPLOYFLUX_NODE",
            "TESTS BY THE JAVASCRIPT SDK WERE LEFT OUT: there is no Node " + Installation.OLDEST_NODE
                    + " or newer with its npm, or npm could not install"
                    + " what src/test/js/package.json names. On Debian 13: apt-get install nodejs npm; elsewhere, name both in"
                    + " NODE and NPM.");

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        ConditionEvaluationResult result = NODE.decide(installation(context));
        if (result.isDisabled() && context.getTestMethod().isEmpty()) {
            System.out.println(result.getReason().orElseThrow());
        }
        return result;
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == JavaScriptSdk.class;
    }

    @Override
    public JavaScriptSdk resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return store(context)
                .computeIfAbsent(
                        JavaScriptSdk.class,
                        key -> new JavaScriptSdk(installation(context).orElseThrow()),
                        JavaScriptSdk.class);
    }

    private static Optional<Installation> installation(ExtensionContext context) {
        return store(context)
                .computeIfAbsent(Found.class, key -> new Found(Installation.find()), Found.class)
                .installation();
    }

    private static Store store(ExtensionContext context) {
        return context.getRoot().getStore(Namespace.create(JavaScriptExtension.class));
    }

    private record Found(Optional<Installation> installation) {}
}
