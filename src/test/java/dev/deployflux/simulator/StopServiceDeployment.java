package dev.deployflux.simulator;

import tools.jackson.databind.node.ObjectNode;

/** {@code StopServiceDeployment}: turns a live deployment back, or ends it where it is. */
final class StopServiceDeployment implements OperationHandler {

    private final SimulatedAccount account;

    StopServiceDeployment(SimulatedAccount account) {
        this.account = account;
    }

    @Override
    public ObjectNode answer(Input input, Conditions conditions) {
        String arn = input.requiredString("serviceDeploymentArn", "Service deployment ARN can not be blank.");
        StopType type = StopType.of(input.string("stopType"));
        SimulatedService service = account.serviceOfDeployment(arn);
        DeploymentRow row = service == null ? null : service.index().get(arn);
        if (service == null || row == null) {
            throw EcsError.serviceDeploymentNotFound().asRefusal();
        }
        if (!row.stop(type, account.settings().clock().instant())) {
            throw EcsError.conflict("The service deployment can't be stopped: it is no longer PENDING or IN_PROGRESS.")
                    .asRefusal();
        }
        account.eventBridge().changed(service, row);
        return Json.object().put("serviceDeploymentArn", arn);
    }
}
