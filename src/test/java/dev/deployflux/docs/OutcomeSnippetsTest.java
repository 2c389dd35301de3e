package dev.deployflux.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deployflux.simulator.DeploymentScript;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ecs.model.DeploymentLifecycleHookStage;

/** The Java of the guide to outcomes, compiled and run as it stands there. */
class OutcomeSnippetsTest extends SnippetScene {

    @Test
    void anOutcomeIsAwaited() throws Exception {
        ecs.cluster("prod").service("api").history(1);
        String arn = ecs.cluster("prod").service("api").deploy(DeploymentScript.rollback(Duration.ofMinutes(1), "why"));
        ecs.clock().advance(Duration.ofMinutes(1));
        snippets.run(
                Snippet.OUTCOME,
                "String arn = \"" + arn + "\";",
                "StepVerifier.create(verdict).expectNextMatches(said -> said.matches("
                        + "\"rolled back to arn:aws:ecs:.*:service-revision/prod/api/.*: why\")).verifyComplete();");
    }

    @Test
    void aStageOrAPauseIsAwaited() throws Exception {
        String arn = paused();
        snippets.run(
                Snippet.STAGE_OR_PAUSE,
                "String arn = \"" + arn + "\";",
                "StepVerifier.create(pause).expectNextMatches(action -> action.deploymentArn().equals(arn)).verifyComplete();"
                        + "baking.subscribe().dispose();");
    }

    @Test
    void whoeverMayAnswersAPause() throws Exception {
        String arn = paused();
        String hookId = ecs.truth().stream()
                .flatMap(each -> each.pauses().stream())
                .findFirst()
                .orElseThrow()
                .hookId();
        snippets.run(
                Snippet.CONTINUE,
                "StepVerifier.create(go.apply(new AwaitedAction(\"" + arn + "\", \"" + hookId
                        + "\", null, null, null, null))).expectNextCount(1).verifyComplete();");
        assertThat(ecs.truth())
                .anyMatch(each -> each.arn().equals(arn) && each.pauses().get(0).until() != null);
    }

    private String paused() {
        String arn = ecs.cluster("prod")
                .service("api")
                .deploy(DeploymentScript.blueGreen(Duration.ofMinutes(10), 2)
                        .pauseAt(DeploymentLifecycleHookStage.POST_SCALE_UP)
                        .build());
        ecs.clock().advance(Duration.ofMinutes(9));
        return arn;
    }
}
