package dev.deployflux.demo;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Tells the page what it shows. */
@RestController
final class AccountController {

    private final Account account;

    AccountController(Account account) {
        this.account = account;
    }

    /**
     * For the page.
     *
     * @param simulated whether there is a playground
     */
    record Info(boolean simulated) {}

    @GetMapping("/account")
    Info info() {
        return new Info(account instanceof SimulatedShop);
    }
}
