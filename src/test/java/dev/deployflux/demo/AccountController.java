package dev.deployflux.demo;

import org.jspecify.annotations.Nullable;
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
     * For the page, and for another instance that joins.
     *
     * @param simulated whether there is a playground
     * @param replicas whether there may be several instances
     * @param endpoint where the account is called, if it is this instance's
     */
    record Info(
            boolean simulated, boolean replicas, @Nullable String endpoint) {}

    @GetMapping("/account")
    Info info() {
        return new Info(
                account.isSimulated(),
                replicas,
                account instanceof SimulatedShop shop
                        ? shop.simulator().endpoint().toString()
                        : null);
    }
}
