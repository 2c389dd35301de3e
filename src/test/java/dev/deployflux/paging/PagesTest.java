package dev.deployflux.paging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;
import reactor.util.retry.Retry;

/** What pages of any call cost and give, over a call that is a list in memory. */
class PagesTest {

    /** Two items; the token of the next page is its number. */
    record Page(List<String> items, @Nullable String next) {}

    private final List<@Nullable String> asked = new ArrayList<>();
    private final Pages<Page> five = Pages.of(this::page, Page::next);

    private Mono<Page> page(@Nullable String token) {
        return Mono.fromSupplier(() -> {
            asked.add(token);
            int number = token == null ? 1 : Integer.parseInt(token);
            return new Page(List.of("a" + number, "b" + number), number == 5 ? null : "" + (number + 1));
        });
    }

    @Test
    void allItemsOfAllPagesCome() {
        StepVerifier.create(five.items(Page::items))
                .expectNext("a1", "b1", "a2", "b2", "a3", "b3", "a4", "b4", "a5", "b5")
                .verifyComplete();
        assertThat(asked).containsExactly(null, "2", "3", "4", "5");
    }

    @Test
    void noCallIsMadeBeforeTheFirstDemand() {
        StepVerifier.create(five.items(Page::items), 0)
                .expectSubscription()
                .then(() -> assertThat(asked).isEmpty())
                .thenRequest(1)
                .expectNext("a1")
                .then(() -> assertThat(asked).hasSize(1))
                .thenCancel()
                .verify();
    }

    @Test
    void moreItemsThanPagesHaveBroughtCostAPageEach() {
        assertThat(five.items(Page::items).take(2).collectList().block()).hasSize(2);
        assertThat(asked).hasSize(1);
        assertThat(five.items(Page::items).take(3).collectList().block()).hasSize(3);
        assertThat(asked).hasSize(1 + 2);
    }

    @Test
    void withoutReadAheadTheNextPageIsAskedForWhenTheLastItemIsGone() {
        StepVerifier.create(five.readAhead(0).items(Page::items), 0)
                .thenRequest(3)
                .expectNext("a1", "b1", "a2")
                .then(() -> assertThat(asked).hasSize(2))
                .thenCancel()
                .verify();
    }

    @Test
    void pagesAreThoseOfTheCall() {
        assertThat(five.pages().map(page -> page.items().get(1)).collectList().block())
                .containsExactly("b1", "b2", "b3", "b4", "b5");
        assertThat(five.pages().take(2).blockLast()).isEqualTo(new Page(List.of("a2", "b2"), "3"));
    }

    @Test
    void itemsThatCantBeReadAreAnErrorBehindThoseThatCameBefore() {
        List<String> broken = new AbstractList<>() {
            @Override
            public String get(int index) {
                throw new IllegalStateException("broken");
            }

            @Override
            public int size() {
                return 2;
            }
        };

        StepVerifier.create(five.items(page -> page.items().contains("a3") ? broken : page.items()))
                .expectNext("a1", "b1", "a2", "b2")
                .expectErrorMessage("broken")
                .verify(Duration.ofSeconds(10));
    }

    @Test
    void whatItemsThrowIsAnErrorBehindThoseThatCameBefore() {
        StepVerifier.create(five.items(page -> {
                    if (page.items().contains("a3")) {
                        throw new IllegalStateException("broken");
                    }
                    return page.items();
                }))
                .expectNext("a1", "b1", "a2", "b2")
                .expectErrorMessage("broken")
                .verify(Duration.ofSeconds(10));
    }

    @Test
    void aListStartsWhereItIsTold() {
        assertThat(five.startingAt("4").items(Page::items).collectList().block())
                .containsExactly("a4", "b4", "a5", "b5");
        assertThat(five.startingAt("4").startingAt(null).pages().count().block())
                .isEqualTo(5);
    }

    @Test
    void aTokenThatComesAgainIsNamed() {
        Pages<String> circle = Pages.of(token -> Mono.just("x"), page -> "again");

        StepVerifier.create(circle.pages()).expectNext("x", "x").verifyErrorSatisfies(error -> assertThat(error)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("'again' for a second time"));
    }

    @Test
    void aBlankTokenIsTheEndAndAnEmptyPageIsNot() {
        Pages<Page> pages = Pages.of(
                token -> Mono.just(token == null ? new Page(List.of(), "2") : new Page(List.of("last"), " ")),
                Page::next);

        assertThat(pages.items(Page::items).collectList().block()).containsExactly("last");
    }

    @Test
    void aFailedPageIsTriedAgainAlone() {
        List<String> failed = new ArrayList<>();
        Pages<Page> flaky = Pages.of(
                token -> page(token).flatMap(page -> {
                    String first = page.items().get(0);
                    if (failed.contains(first)) {
                        return Mono.just(page);
                    }
                    failed.add(first);
                    return Mono.error(new IllegalStateException("down"));
                }),
                Page::next);

        StepVerifier.withVirtualTime(() -> flaky.pageRetry(Retry.fixedDelay(1, Duration.ofSeconds(1)))
                        .items(Page::items)
                        .collectList())
                .thenAwait(Duration.ofSeconds(5))
                .expectNextMatches(items -> items.size() == 10 && items.get(2).equals("a2"))
                .verifyComplete();
        assertThat(asked).hasSize(10);
    }

    @Test
    void anExhaustedRetryEndsWithTheCallsOwnError() {
        IllegalStateException down = new IllegalStateException("down");
        Pages<Page> broken =
                Pages.<Page>of(token -> Mono.error(down), Page::next).pageRetry(Retry.max(2));

        StepVerifier.create(broken.pages())
                .verifyErrorSatisfies(error -> assertThat(error).isSameAs(down));
    }

    @Test
    void whatTheCallersFunctionsThrowIsTheEnd() {
        Pages<Page> throwing = Pages.of(
                token -> {
                    throw new IllegalArgumentException("no such list");
                },
                Page::next);
        StepVerifier.create(throwing.pages()).verifyErrorMessage("no such list");

        Pages<Page> noToken = Pages.of(this::page, page -> {
            throw new IllegalArgumentException("no token");
        });
        StepVerifier.create(noToken.pages()).expectNextCount(1).verifyErrorMessage("no token");
    }

    @Test
    void aCallWithoutAPageSaysWhatAStubHasToDo() {
        StepVerifier.create(Pages.<Page>of(token -> Mono.empty(), Page::next).pages())
                .verifyErrorSatisfies(error -> assertThat(error).hasMessageContaining("ended without one"));
    }

    @Test
    void badOptionsSayWhatToWrite() {
        assertThatThrownBy(() -> five.readAhead(-1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("write 0 for none");
    }

    @Test
    void aMillionPagesThatAreThereAtOnceDontGrowTheStack() {
        Pages<Integer> many = Pages.of(
                token -> Mono.just(token == null ? 1 : Integer.parseInt(token)),
                page -> page == 1_000_000 ? null : "" + (page + 1));

        Flux<Integer> pages = many.pages();

        assertThat(Objects.requireNonNull(pages.count().block())).isEqualTo(1_000_000);
    }
}
