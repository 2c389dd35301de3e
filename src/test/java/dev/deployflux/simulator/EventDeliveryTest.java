package dev.deployflux.simulator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;
import reactor.test.scheduler.VirtualTimeScheduler;
import tools.jackson.databind.JsonNode;

/** How events come: late, twice, in any order or not at all, and by demand. */
class EventDeliveryTest {

    private static final Duration HUNDRED_SECONDS = Duration.ofSeconds(100);

    private final VirtualTimeScheduler time = VirtualTimeScheduler.create();
    private final EcsSimulator ecs =
            EcsSimulator.builder().inMemory(true).faultScheduler(time).start();
    private final SimulatedService web = ecs.cluster("prod").service("web");
    private final List<String> heard = new ArrayList<>();

    @AfterEach
    void close() {
        ecs.close();
        time.dispose();
    }

    @Test
    void eventsMayBeLateTwiceInAnyOrderOrNotAtAll() {
        EventDelivery bad = EventDelivery.prompt()
                .seed(7)
                .lateUpTo(Duration.ofMinutes(5))
                .doubled(0.3)
                .lost(0.2);
        List<String> bridge = new ArrayList<>();
        ecs.eventBridge().subscribe(bridge::add);
        ecs.eventBridge(bad).subscribe(heard::add);
        List<String> same = new ArrayList<>();
        ecs.eventBridge(bad).subscribe(same::add);
        List<String> other = new ArrayList<>();
        ecs.eventBridge(bad.seed(8)).subscribe(other::add);
        for (int i = 0; i < 100; i++) {
            web.deploy(DeploymentScript.successful(HUNDRED_SECONDS));
            pass(7);
        }
        pass(400);

        assertThat(bridge).hasSize(300).doesNotHaveDuplicates();
        assertThat(new HashSet<>(heard)).hasSizeBetween(210, 270).isSubsetOf(bridge);
        assertThat(heard.size() - new HashSet<>(heard).size()).isBetween(40, 110);
        assertThat(heard)
                .extracting(event -> json(event).path("time").asString())
                .isNotEqualTo(heard.stream()
                        .map(event -> json(event).path("time").asString())
                        .sorted()
                        .toList());
        assertThat(same).isEqualTo(heard);
        assertThat(other).isNotEqualTo(heard);
    }

    @Test
    void whoAsksForNoneYetGetsThemLater() {
        BaseSubscriber<String> slow = new BaseSubscriber<>() {
            @Override
            protected void hookOnSubscribe(Subscription subscription) {}

            @Override
            protected void hookOnNext(String event) {
                heard.add(event);
            }
        };
        ecs.eventBridge().subscribe(slow);
        web.deploy(DeploymentScript.successful(HUNDRED_SECONDS));
        pass(200);
        assertThat(heard).isEmpty();

        slow.request(1);
        pass(1);
        assertThat(names()).containsExactly("INFO SERVICE_DEPLOYMENT_IN_PROGRESS");
        slow.request(5);
        pass(1);
        assertThat(names()).hasSize(3);
    }

    @Test
    void nonsenseIsRefused() {
        EventDelivery delivery = EventDelivery.prompt();
        assertThatIllegalArgumentException().isThrownBy(() -> delivery.lost(1.1));
        assertThatIllegalArgumentException().isThrownBy(() -> delivery.doubled(Double.NaN));
        assertThatIllegalArgumentException().isThrownBy(() -> delivery.lateUpTo(Duration.ofMillis(-1)));
    }

    private void pass(int seconds) {
        for (int i = 0; i < Math.min(seconds, 1_000); i++) {
            Duration step = i == 999 ? Duration.ofSeconds(seconds - 999) : Duration.ofSeconds(1);
            ecs.clock().advance(step);
            time.advanceTimeBy(step);
        }
    }

    private List<String> names() {
        return heard.stream()
                .map(event -> json(event).path("detail"))
                .map(detail -> detail.path("eventType").asString() + " "
                        + detail.path("eventName").asString())
                .toList();
    }

    private static JsonNode json(String event) {
        return Json.parse(event.getBytes(UTF_8));
    }
}
