package dev.deployflux.demo;

import dev.deployflux.ServiceRef;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.web.server.context.WebServerInitializedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Somebody deploys something every few minutes of the simulated time, so that there is something to see, and answers what
 * waits for approval.
 */
@Component
@ConditionalOnBooleanProperty(name = "deployflux.demo.life", matchIfMissing = true)
@ConditionalOnOwnShop
final class ShopLife implements DisposableBean {

    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final int LONGEST_PAUSE_SECONDS = 300;

    /** Not the first service, whose history is the one of the README. */
    private static final List<ServiceRef> SERVICES = SimulatedShop.services().stream()
            .filter(service -> !service.service().equals("web"))
            .toList();

    private final SimulatedShop shop;
    private final Random random = new Random();
    private Instant next;
    private Disposable life = Disposables.disposed();

    ShopLife(SimulatedShop shop) {
        this.shop = shop;
        this.next = shop.clock().instant();
    }

    @EventListener
    void begin(WebServerInitializedEvent started) {
        life = Flux.interval(LOOK)
                .onBackpressureDrop()
                .concatMap(
                        any -> Mono.<Void>fromRunnable(this::deploy)
                                .then(shop.approvals().answer()),
                        1)
                .subscribe();
    }

    private void deploy() {
        Instant now = shop.clock().instant();
        if (next.isBefore(now)) {
            ServiceRef service = SERVICES.get(random.nextInt(SERVICES.size()));
            if (!shop.isDeploying(service)) {
                shop.deploy(service, random.nextInt(3) > 0);
            }
            next = now.plusSeconds(random.nextInt(LONGEST_PAUSE_SECONDS));
        }
    }

    @Override
    public void destroy() {
        life.dispose();
    }
}
