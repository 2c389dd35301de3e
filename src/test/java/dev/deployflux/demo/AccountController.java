package dev.deployflux.demo;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Tells the page what it shows. */
@RestController
final class AccountController {

    private final Account account;
    private final boolean replicas;

    AccountController(Account account, @Value("${deployflux.replicas.enabled:false}") boolean replicas) {
        this.account = account;
        this.replicas = replicas;
    }

    /**
     * For the page.
     *
     * @param simulated whether there is a playground
     * @param replicas whether there may be several instances
     */
    record Info(boolean simulated, boolean replicas) {}

    @GetMapping("/account")
    Info info() {
        return new Info(account instanceof SimulatedShop, replicas);
    }
}
