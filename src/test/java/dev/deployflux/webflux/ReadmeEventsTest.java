package dev.deployflux.webflux;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.deployflux.ServiceRef;
import dev.deployflux.docs.Guides;
import dev.deployflux.watch.AwaitedAction;
import dev.deployflux.watch.DeploymentEvent;
import dev.deployflux.watch.DeploymentEvent.CaughtUp;
import dev.deployflux.watch.DeploymentEvent.Changed;
import dev.deployflux.watch.DeploymentEvent.FellBehind;
import dev.deployflux.watch.DeploymentEvent.Live;
import dev.deployflux.watch.DeploymentEvent.LookupFailing;
import dev.deployflux.watch.DeploymentEvent.LookupRecovered;
import dev.deployflux.watch.DeploymentEvent.Missed;
import dev.deployflux.watch.DeploymentEvent.PassCompleted;
import dev.deployflux.watch.DeploymentEvent.Removed;
import dev.deployflux.watch.DeploymentEvent.Reset;
import dev.deployflux.watch.DeploymentEvent.Seen;
import dev.deployflux.watch.DeploymentEvent.ServiceFailing;
import dev.deployflux.watch.DeploymentEvent.ServiceJoined;
import dev.deployflux.watch.DeploymentEvent.ServiceLeft;
import dev.deployflux.watch.DeploymentEvent.ServiceRecovered;
import dev.deployflux.watch.EventId;
import dev.deployflux.watch.FeedEntry;
import dev.deployflux.watch.FeedEvents.StoreFailing;
import dev.deployflux.watch.FeedEvents.StoreRecovered;
import dev.deployflux.watch.HasteEvents.DetectorFailing;
import dev.deployflux.watch.HasteEvents.DetectorRecovered;
import dev.deployflux.watch.HasteEvents.HintsFailing;
import dev.deployflux.watch.HasteEvents.HintsRecovered;
import dev.deployflux.watch.NotObserved;
import dev.deployflux.watch.Origin;
import dev.deployflux.watch.RolloutEvents.AwaitingAction;
import dev.deployflux.watch.RolloutEvents.AwaitingEnded;
import dev.deployflux.watch.RolloutEvents.DetailsFailing;
import dev.deployflux.watch.RolloutEvents.DetailsRecovered;
import dev.deployflux.watch.RolloutEvents.Progressed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.http.codec.ServerSentEvent;
import software.amazon.awssdk.services.ecs.model.DeploymentLifecycleHookAction;
import software.amazon.awssdk.services.ecs.model.ServiceDeployment;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentBrief;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentLifecycleStage;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus;

/** The README, the Javadoc and the page know every event that a stream can have, and what is in it. */
class ReadmeEventsTest {

    private static final Pattern ROW =
            Pattern.compile("^\\| `([a-z-]+)` \\| .* \\| `(\\{.*})` \\|$", Pattern.MULTILINE);
    private static final ServiceRef WEB = new ServiceRef("prod", "web");
    private static final ServiceDeploymentBrief STARTED = ServiceDeploymentBrief.builder()
            .serviceDeploymentArn("arn:aws:ecs:eu-central-1:123456789012:service-deployment/prod/web/7")
            .serviceArn("arn:aws:ecs:eu-central-1:123456789012:service/prod/web")
            .clusterArn("arn:aws:ecs:eu-central-1:123456789012:cluster/prod")
            .createdAt(Instant.parse("2026-11-24T08:00:00.25Z"))
            .startedAt(Instant.parse("2026-11-24T08:00:09Z"))
            .targetServiceRevisionArn("arn:aws:ecs:eu-central-1:123456789012:service-revision/prod/web/42")
            .status(ServiceDeploymentStatus.PENDING)
            .build();
    private static final ServiceDeploymentBrief OVER = STARTED.toBuilder()
            .finishedAt(Instant.parse("2026-11-24T08:05:00Z"))
            .status(ServiceDeploymentStatus.ROLLBACK_SUCCESSFUL)
            .statusReason("tasks failed to start")
            .build();
    private static final ServiceDeploymentBrief ROLLING =
            STARTED.toBuilder().status(ServiceDeploymentStatus.IN_PROGRESS).build();
    private static final ServiceDeployment DETAILS = ServiceDeployment.builder()
            .lifecycleStage(ServiceDeploymentLifecycleStage.POST_TEST_TRAFFIC_SHIFT)
            .targetServiceRevision(target -> target.requestedTaskCount(4)
                    .runningTaskCount(4)
                    .requestedTestTrafficWeight(100.0)
                    .requestedProductionTrafficWeight(0.0))
            .deploymentCircuitBreaker(breaker -> breaker.failureCount(1).threshold(3))
            .build();
    private static final AwaitedAction APPROVAL = new AwaitedAction(
            STARTED.serviceDeploymentArn(),
            "ecs-pause-3Jk9vQ",
            "POST_TEST_TRAFFIC_SHIFT",
            Instant.parse("2026-11-24T08:03:00Z"),
            Instant.parse("2026-11-24T14:03:00Z"),
            DeploymentLifecycleHookAction.ROLLBACK);
    private static final Duration FIVE_SECONDS = Duration.ofSeconds(5);
    private static final FellBehind LATE = new FellBehind(Duration.ofSeconds(10), Duration.ofSeconds(20), 40);

    /** One of each kind that a feed tells, in an order that it could have. */
    private static final List<DeploymentEvent> TOLD = List.of(
            new ServiceJoined(WEB),
            new Seen(WEB, STARTED, Origin.LIVE, List.of(), 0),
            new Changed(
                    WEB,
                    STARTED,
                    OVER,
                    List.of(new NotObserved(ServiceDeploymentStatus.IN_PROGRESS, STARTED.startedAt())),
                    0),
            new PassCompleted(WEB, 1, STARTED.createdAt(), Duration.ZERO, 1, 0),
            new Removed(WEB, STARTED, 0),
            new Progressed(WEB, ROLLING, DETAILS, List.of(ServiceDeploymentLifecycleStage.TEST_TRAFFIC_SHIFT)),
            new AwaitingAction(WEB, ROLLING, APPROVAL),
            new AwaitingEnded(WEB, ROLLING, APPROVAL, "SUCCEEDED"),
            new ServiceFailing(WEB, new TimeoutException(), 1, Instant.parse("2026-11-24T08:05:10Z"), FIVE_SECONDS),
            new ServiceRecovered(WEB, 1, null),
            new LookupFailing(new TimeoutException(), 1, FIVE_SECONDS),
            new LookupRecovered(1),
            new DetailsFailing(new TimeoutException(), 3, FIVE_SECONDS),
            new DetailsRecovered(),
            new DetectorFailing(new TimeoutException(), 1_790, FIVE_SECONDS),
            new DetectorRecovered(),
            new HintsFailing(new TimeoutException(), 1, FIVE_SECONDS),
            new HintsRecovered(1),
            LATE,
            new CaughtUp(40),
            new StoreFailing(new TimeoutException(), FIVE_SECONDS),
            new StoreRecovered(),
            new Missed(12),
            new Reset("This is all that is known now."),
            new Live(1),
            new ServiceLeft(WEB));

    /** What is sent of each, by its name. */
    private static Map<String, ServerSentEvent<DeploymentView>> sent() {
        SingleEvents events = new SingleEvents(new SseEvents(DeploymentFilter.all(), () -> List.of(WEB)));
        Map<String, ServerSentEvent<DeploymentView>> sent = new LinkedHashMap<>();
        long number = 0;
        for (DeploymentEvent event : TOLD) {
            FeedEntry entry = new FeedEntry(new EventId("5f3a9c21", ++number), event);
            ServerSentEvent<DeploymentView> each = events.next(List.of(entry).listIterator());
            if (each != null) {
                sent.put(String.valueOf(each.event()), each);
            }
        }
        sent.put(
                "end",
                SseEvents.end(new EventId("5f3a9c21", number), "The application is shutting down. Reconnect later."));
        return sent;
    }

    private static List<String> names() {
        return Arrays.stream(EventName.values()).map(EventName::wire).toList();
    }

    private static ServerSentEvent<DeploymentView> sent(String name) {
        return Objects.requireNonNull(sent().get(name), name);
    }

    private static String data(String name) {
        return new String(Wire.json(Objects.requireNonNull(sent(name).data())), UTF_8);
    }

    @Test
    void theReadmeHasEachEventAndWhatIsReallySent() throws IOException {
        List<String> documented = new ArrayList<>();
        ROW.matcher(Guides.text()).results().forEach(row -> documented.add(row.group(1) + " " + row.group(2)));

        assertThat(documented)
                .containsExactlyElementsOf(
                        names().stream().map(name -> name + " " + data(name)).toList());
    }

    @Test
    void theReadmeShowsAnEventAsItIsOnTheWire() throws IOException {
        assertThat(Guides.text())
                .contains("```text\n" + new String(Wire.event(sent("service-joined")), UTF_8).strip() + "\n```");
    }

    @Test
    void eachKindOfNewsIsAmongTheExamples() {
        assertThat(TOLD.stream().map(event -> event.getClass().getSimpleName()))
                .containsExactlyInAnyOrderElementsOf(
                        leaves(DeploymentEvent.class).map(Class::getSimpleName).toList());
    }

    private static Stream<Class<?>> leaves(Class<?> type) {
        return type.isSealed()
                ? Arrays.stream(type.getPermittedSubclasses()).flatMap(ReadmeEventsTest::leaves)
                : Stream.of(type);
    }

    @Test
    void theJavadocNamesEachEvent() throws IOException {
        String javadoc = Files.readString(Path.of("src/main/java/dev/deployflux/webflux/DeploymentSse.java"));

        assertThat(names()).allSatisfy(name -> assertThat(javadoc).contains("{@code " + name + "}"));
    }

    @Test
    void thePageListensToEachEvent() throws IOException {
        String script = Files.readString(Path.of("src/main/resources/dev/deployflux/webflux/page/stream.js"));
        String list = script.substring(script.indexOf("NAMES = ["), script.indexOf("];"));

        assertThat(Pattern.compile("\"([a-z-]+)\"").matcher(list).results().map(name -> name.group(1)))
                .containsExactlyElementsOf(names());
    }
}
