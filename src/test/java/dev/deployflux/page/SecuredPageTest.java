package dev.deployflux.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpStatus;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;

/** The page where events and health want a token in the query, or a cookie: browsers' streams can't send headers. */
@BrowserTest
class SecuredPageTest {

    private Browser browser;
    private @Nullable OnCallAccount opened;

    @BeforeEach
    void start() {
        browser = new Browser();
    }

    @AfterEach
    void stop() {
        browser.close();
        if (opened != null) {
            opened.close();
        }
    }

    /** Lets the page's files through, which tell nothing, and of the rest what the test passes. */
    private OnCallAccount secured(Predicate<ServerWebExchange> passes) {
        WebFilter filter = (exchange, chain) -> {
            String path = exchange.getRequest().getPath().value();
            if (path.endsWith("/deployflux/") || path.contains("/page/") || passes.test(exchange)) {
                return chain.filter(exchange);
            }
            exchange.getResponse().setStatusCode(HttpStatus.UNAUTHORIZED);
            return exchange.getResponse().setComplete();
        };
        OnCallAccount account = OnCallAccount.open(5, filter, "--spring.webflux.base-path=/ops/tools");
        opened = account;
        return account;
    }

    private void isGreen() {
        browser.awaitLive();
        browser.await("green", () -> "good".equals(browser.element("#verdict").getDomAttribute("data-level")));
    }

    @Test
    void theTokenOfItsOwnAddressGoesOnAndStays() {
        OnCallAccount account = secured(
                exchange -> "a+b".equals(exchange.getRequest().getQueryParams().getFirst("access_token")));
        browser.open(account.url() + "?access_token=a%2Bb");
        isGreen();

        browser.element("[name=find]").sendKeys("api");
        browser.await("it", () -> browser.address().endsWith("&find=api"));
        assertThat(browser.address()).contains("access_token=a%2Bb");

        browser.open(browser.address());
        isGreen();
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void cookiesGoOnByThemselves() {
        OnCallAccount account =
                secured(exchange -> exchange.getRequest().getCookies().containsKey("session"));
        browser.open(account.url() + "page/icon.svg");
        browser.script("document.cookie = 'session=1; path=/'");

        browser.open(account.url());

        isGreen();
    }

    @Test
    void whoIsSignedOutIsToldSo() {
        OnCallAccount account = secured(exchange -> false);

        browser.open(account.url());

        browser.await(
                "why",
                () -> browser.element("#problem").getText().contains("You are signed out, or may not read this (401)"));
        assertThat(browser.element("#verdict").getDomAttribute("data-level")).isEqualTo("bad");
    }
}
