package dev.deployflux.simulator;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code ContinueServiceDeployment}: goes on behind a pause, or rolls back as a stop does. How ECS words the refusal of a
 * hook that awaits nothing isn't documented; of the errors that are, InvalidParameterException is the one that fits.
 */
final class ContinueServiceDeployment implements OperationHandler {

    private final SimulatedAccount account;

    ContinueServiceDeployment(SimulatedAccount account) {
        this.account = account;
    }

    @Override
    public ObjectNode answer(Input input, Conditions conditions) {
        String arn = input.requiredString("serviceDeploymentArn", "Service deployment ARN can not be blank.");
        String hookId = input.requiredString("hookId", "Hook ID can not be blank.");
        boolean goesOn = goesOn(input.string("action"));
        SimulatedService service = account.serviceOfDeployment(arn);
        DeploymentRow row = service == null ? null : service.index().get(arn);
        if (service == null || row == null) {
            throw EcsError.serviceDeploymentNotFound().asRefusal();
        }
        if (!row.answerPause(hookId, goesOn, account.settings().clock().instant())) {
            throw EcsError.invalidParameter(
                            "The service deployment has no hook %s that awaits an action.".formatted(hookId))
                    .asRefusal();
        }
        account.eventBridge().changed(service, row);
        return Json.object().put("serviceDeploymentArn", arn);
    }

    /** ECS goes on when the request says nothing. */
    private static boolean goesOn(@Nullable String action) {
        if (action == null || action.equals("CONTINUE")) {
            return true;
        }
        if (action.equals("ROLLBACK")) {
            return false;
        }
        throw EcsError.invalidParameter("action must be CONTINUE or ROLLBACK.").asRefusal();
    }
}
