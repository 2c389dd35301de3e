package dev.deployflux.webflux;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deployflux.ServiceRef;
import dev.deployflux.watch.AwaitedAction;
import dev.deployflux.watch.DeploymentEvent;
import dev.deployflux.watch.EventId;
import dev.deployflux.watch.FeedEntry;
import dev.deployflux.watch.HasteEvents.DetectorFailing;
import dev.deployflux.watch.HasteEvents.HintsFailing;
import dev.deployflux.watch.RolloutEvents.AwaitingAction;
import dev.deployflux.watch.RolloutEvents.AwaitingEnded;
import dev.deployflux.watch.RolloutEvents.DetailsFailing;
import dev.deployflux.watch.RolloutEvents.Progressed;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.http.codec.ServerSentEvent;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.services.ecs.model.EcsException;
import software.amazon.awssdk.services.ecs.model.ServiceDeployment;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentBrief;

/** What a client gets of events that were made by hand. */
class SseEventsTest {

    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final ServiceRef WEB = new ServiceRef("prod", "web");
    private static final ServiceDeploymentBrief ROLLING =
            ServiceDeploymentBrief.builder().status("IN_PROGRESS").build();
    private static final AwaitedAction APPROVAL = new AwaitedAction("arn", "hook", null, null, null, null);

    private static final List<DeploymentEvent> OF_ROLLOUT = List.of(
            new Progressed(WEB, ROLLING, ServiceDeployment.builder().build(), List.of()),
            new AwaitingAction(WEB, ROLLING, APPROVAL),
            new AwaitingEnded(WEB, ROLLING, APPROVAL, null));

    private static @Nullable ServerSentEvent<DeploymentView> sent(DeploymentFilter filter, DeploymentEvent event) {
        FeedEntry entry = new FeedEntry(new EventId("5f3a9c21", 7), event);
        return new SingleEvents(new SseEvents(filter, List::of))
                .next(List.of(entry).listIterator());
    }

    private static List<String> names(DeploymentFilter filter) {
        return OF_ROLLOUT.stream()
                .map(event -> sent(filter, event))
                .filter(Objects::nonNull)
                .map(event -> String.valueOf(event.event()))
                .toList();
    }

    @Test
    void newsOfARolloutPassesByItsService() {
        assertThat(names(new DeploymentFilter(Set.of("prod"), Set.of("web"), Set.of())))
                .containsExactly("progress", "awaiting-action", "awaiting-ended");
        assertThat(names(new DeploymentFilter(Set.of("staging"), Set.of(), Set.of())))
                .isEmpty();
        assertThat(names(new DeploymentFilter(Set.of(), Set.of("api"), Set.of())))
                .isEmpty();
    }

    @Test
    void newsOfARolloutPassesByTheStatusThatItsDeploymentHas() {
        assertThat(names(new DeploymentFilter(Set.of(), Set.of(), Set.of("IN_PROGRESS"))))
                .hasSize(3);
        assertThat(names(new DeploymentFilter(Set.of(), Set.of(), Set.of("SUCCESSFUL"))))
                .isEmpty();
    }

    @Test
    void newsOfARolloutHasAnIdAndNamesItsService() {
        assertThat(OF_ROLLOUT)
                .map(event -> Objects.requireNonNull(sent(DeploymentFilter.all(), event)))
                .allSatisfy(event -> {
                    assertThat(event.id()).isEqualTo("5f3a9c21-7");
                    assertThat(Objects.requireNonNull(event.data()).change())
                            .isEqualTo(new DeploymentChange("prod", "web", null, null, List.of(), null));
                });
    }

    /** Its message may name roles and accounts. */
    @Test
    void ofAnErrorOnlyTheKindIsTold() {
        Throwable refused = EcsException.builder()
                .message("User: arn:aws:iam::123456789012:role/secret is not authorized")
                .awsErrorDetails(AwsErrorDetails.builder()
                        .errorCode("AccessDeniedException")
                        .errorMessage("User: arn:aws:iam::123456789012:role/secret is not authorized")
                        .build())
                .build();

        assertNotice(
                new DetailsFailing(refused, 1, MINUTE),
                "details-failing",
                "1 deployment in flight can't be described (AccessDeniedException): statuses are told as ever,"
                        + " but neither progress nor what is waited for.",
                null);
        assertNotice(
                new DetectorFailing(refused, 1, MINUTE),
                "detector-failing",
                "1 service can't be described (AccessDeniedException): what is new is found by one call for each of"
                        + " them, and may be found more slowly.",
                null);
        assertNotice(
                new HintsFailing(refused, 3, MINUTE),
                "hints-failing",
                "Hints of what has changed don't come (AccessDeniedException): what is new is found by looking alone,"
                        + " which takes longer.",
                3);
    }

    private static void assertNotice(DeploymentEvent news, String name, String message, @Nullable Integer failures) {
        ServerSentEvent<DeploymentView> event = sent(DeploymentFilter.all(), news);

        assertThat(event).extracting(ServerSentEvent::event).isEqualTo(name);
        assertThat(event)
                .extracting(ServerSentEvent::data)
                .extracting(DeploymentView::notice)
                .isEqualTo(new StreamNotice(message, null, null, failures, null, MINUTE, null));
    }
}
