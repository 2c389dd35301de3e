package dev.deployflux.protocol;

import dev.deployflux.simulator.EcsSimulator;
import dev.deployflux.simulator.Fault;
import dev.deployflux.simulator.FaultRule;
import dev.deployflux.simulator.Operation;
import software.amazon.awssdk.services.ecs.EcsAsyncClient;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Gives every call of a client without connections the answer that it was told. */
final class AnsweringMemory implements AutoCloseable {

    private final EcsSimulator ecs = EcsSimulator.builder().inMemory(true).start();

    AnsweringMemory() {
        ecs.cluster("default").service("web");
    }

    EcsAsyncClient client() {
        return ecs.client();
    }

    void answers(String body) {
        ObjectNode told = (ObjectNode) JsonMapper.shared().readTree(body);
        Fault answer = Fault.altered("told", (request, response) -> {
            response.removeAll();
            response.setAll(told);
        });
        ecs.faults().clear();
        for (Operation operation : Operation.values()) {
            ecs.faults().inject(operation, FaultRule.of(answer).always());
        }
    }

    @Override
    public void close() {
        ecs.close();
    }
}
