package dev.deployflux.list;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deployflux.ServiceDeployments;
import dev.deployflux.fixture.ScriptedClient;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;
import software.amazon.awssdk.services.ecs.model.ListServiceDeploymentsResponse;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentBrief;

/** Any split of rows into pages, asked for in any portions, gives the same rows in order and no call too many. */
class PagingPropertyTest {

    /** A page of so many rows; its list may be null if it has none, and may have nulls between its rows. */
    record Split(int rows, boolean nullList, boolean nullRows) {}

    /** What happens next: so many rows are asked for, or, if there are none, the oldest open call is answered. */
    record Step(int request) {}

    @Property(tries = 2_000)
    void anySplitAndAnyDemandGiveTheSameRows(
            @ForAll("splits") @Size(min = 1, max = 12) List<Split> splits,
            @ForAll("steps") @Size(max = 60) List<Step> steps,
            @ForAll @IntRange(max = 3) int readAhead,
            @ForAll boolean answersAtOnce,
            @ForAll("lastTokens") String lastToken) {
        Chain chain = new Chain(splits, lastToken, answersAtOnce);
        Walk walk = new Walk(chain);
        ServiceDeployments.builder(chain.client)
                .readAhead(readAhead)
                .build()
                .list(r -> r.service("web"))
                .subscribe(walk);

        for (Step step : steps) {
            if (step.request > 0) {
                walk.ask(step.request);
            } else {
                chain.answerOldest();
            }
        }
        assertThat(walk.rows).as("demand is a limit").hasSizeLessThanOrEqualTo((int) walk.asked);
        walk.ask(1_000);
        while (chain.answerOldest()) {
            // until no call is open
        }

        assertThat(walk.rows).isEqualTo(chain.rows(splits.size()));
        assertThat(walk.completed).isTrue();
        assertThat(chain.calls).isEqualTo(splits.size());
    }

    @Provide
    Arbitrary<List<Split>> splits() {
        return Combinators.combine(
                        Arbitraries.integers().between(0, 5), Arbitraries.of(true, false), Arbitraries.of(true, false))
                .as(Split::new)
                .list();
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        return Arbitraries.integers().between(0, 7).map(Step::new).list();
    }

    @Provide
    Arbitrary<String> lastTokens() {
        return Arbitraries.of("", " ", "\n");
    }

    /** A service whose pages are given, and which refuses calls that the demand so far doesn't need. */
    private static final class Chain {
        private final List<Split> splits;
        private final String lastToken;
        private final List<CompletableFuture<ListServiceDeploymentsResponse>> open = new ArrayList<>();
        private final ScriptedClient client;
        private long asked;
        private int calls;

        Chain(List<Split> splits, String lastToken, boolean answersAtOnce) {
            this.splits = splits;
            this.lastToken = lastToken;
            this.client = ScriptedClient.answering(request -> {
                assertThat(open).as("calls under way").isEmpty();
                assertThat(asked)
                        .as("demand at call %d", calls + 1)
                        .isGreaterThan(rows(calls).size());
                CompletableFuture<ListServiceDeploymentsResponse> future = new CompletableFuture<>();
                calls++;
                open.add(future);
                if (answersAtOnce) {
                    answerOldest();
                }
                return future;
            });
        }

        boolean answerOldest() {
            if (open.isEmpty()) {
                return false;
            }
            open.remove(0).complete(page(calls - 1));
            return true;
        }

        /** The rows of the first pages. */
        List<ServiceDeploymentBrief> rows(int pages) {
            List<ServiceDeploymentBrief> rows = new ArrayList<>();
            for (int page = 0; page < pages; page++) {
                for (int i = 0; i < splits.get(page).rows; i++) {
                    rows.add(ScriptedClient.row(rows.size()));
                }
            }
            return rows;
        }

        private ListServiceDeploymentsResponse page(int number) {
            Split split = splits.get(number);
            List<ServiceDeploymentBrief> before = rows(number);
            List<@Nullable ServiceDeploymentBrief> rows =
                    new ArrayList<>(rows(number + 1).subList(before.size(), before.size() + split.rows));
            if (split.nullRows) {
                rows.add(0, null);
                rows.add(null);
            }
            return ScriptedClient.page(
                    split.nullList && split.rows == 0 ? null : rows,
                    number == splits.size() - 1 ? lastToken : "token " + number);
        }
    }

    private static final class Walk extends BaseSubscriber<ServiceDeploymentBrief> {
        private final Chain chain;
        private final List<ServiceDeploymentBrief> rows = new ArrayList<>();
        private long asked;
        private boolean completed;

        Walk(Chain chain) {
            this.chain = chain;
        }

        void ask(long n) {
            asked += n;
            chain.asked = asked;
            request(n);
        }

        @Override
        protected void hookOnSubscribe(Subscription subscription) {}

        @Override
        protected void hookOnNext(ServiceDeploymentBrief row) {
            rows.add(row);
        }

        @Override
        protected void hookOnComplete() {
            completed = true;
        }
    }
}
