package dev.deployflux.demo;

import dev.deployflux.ServiceRef;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** What the page's controls do to the simulated account; not there on AWS. */
@RestController
@RequestMapping("/playground")
@ConditionalOnOwnShop
final class Playground {

    private static final double FASTEST = 600;

    /** So that the answer is out before its own connection is cut. */
    static final Duration BEFORE_CUT = Duration.ofMillis(100);

    private final SimulatedShop shop;
    private final BrowserConnections connections;

    Playground(SimulatedShop shop, BrowserConnections connections) {
        this.shop = shop;
        this.connections = connections;
    }

    /**
     * How it stands.
     *
     * @param now the simulated time
     * @param speed simulated seconds in each real one
     * @param trouble what happens to calls
     * @param services those that can be deployed
     */
    record State(String now, double speed, String trouble, List<String> services) {}

    @GetMapping
    State state() {
        Instant now = shop.clock().instant();
        return new State(
                now.toString(),
                shop.clock().speed(),
                shop.trouble().name().toLowerCase(Locale.ROOT),
                SimulatedShop.services().stream().map(ServiceRef::toString).toList());
    }

    @PostMapping("/speed")
    State speed(@RequestParam double factor) {
        if (!(factor >= 1 && factor <= FASTEST)) {
            throw new IllegalArgumentException("factor is " + factor + ": write 1 to 600, such as 60");
        }
        shop.clock().speed(factor);
        return state();
    }

    @PostMapping("/deployments")
    State deploy(@RequestParam String service, @RequestParam boolean succeeds) {
        shop.deploy(ServiceRef.parse(service), succeeds);
        return state();
    }

    @PostMapping("/trouble")
    State trouble(@RequestParam Trouble kind) {
        shop.trouble(kind);
        return state();
    }

    /** Drops every browser's connections, those of the streams too. */
    @PostMapping("/cut")
    @ResponseStatus(HttpStatus.ACCEPTED)
    Mono<State> cut() {
        var unused = Mono.delay(BEFORE_CUT).subscribe(any -> connections.cut());
        return Mono.just(state());
    }

    @ExceptionHandler
    ProblemDetail badRequest(IllegalArgumentException error) {
        return ProblemDetail.forStatusAndDetail(HttpStatus.BAD_REQUEST, error.getMessage());
    }
}
