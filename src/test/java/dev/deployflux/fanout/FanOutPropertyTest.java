package dev.deployflux.fanout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deployflux.FanOutException;
import dev.deployflux.FanOutOptions;
import dev.deployflux.ServiceDeployments;
import dev.deployflux.fixture.ScriptedAccount;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentBrief;

/** Any account, asked for in any portions and answered in any order: all rows once, and never more than was promised. */
class FanOutPropertyTest {

    @Property(tries = 1_000)
    void everyServiceArrivesWholeOrIsNamed(
            @ForAll("clusters") @Size(min = 1, max = 4) List<List<Integer>> clusters,
            @ForAll @IntRange(min = 1, max = 5) int concurrency,
            @ForAll @IntRange(min = 1, max = 8) int lookahead,
            @ForAll @IntRange(max = 2) int readAhead,
            @ForAll boolean ordered,
            @ForAll @IntRange(max = 40) int percentDenied,
            @ForAll Random random) {
        ScriptedAccount account = new ScriptedAccount().holding();
        Set<String> denied = new HashSet<>();
        for (int c = 0; c < clusters.size(); c++) {
            for (int s = 0; s < clusters.get(c).size(); s++) {
                account.service("c" + c, "s" + s, clusters.get(c).get(s));
                if (random.nextInt(100) < percentDenied) {
                    denied.add("c" + c + "/s" + s);
                }
            }
        }
        account.denying(denied.toArray(String[]::new));
        Set<String> lastCalls = lastCalls(clusters, denied);
        Reader reader = new Reader();
        AtomicLong requested = new AtomicLong();
        List<String> tooMany = new ArrayList<>();
        ServiceDeployments.builder(account)
                .readAhead(readAhead)
                .build()
                .listAll(
                        account.services().doOnRequest(n -> {
                            long open = requested.addAndGet(n) - answered(account, lastCalls);
                            if (open > reader.missing()) {
                                tooMany.add(open + " services for " + reader.missing() + " rows");
                            }
                        }),
                        r -> r.maxResults(3),
                        FanOutOptions.builder()
                                .concurrency(concurrency)
                                .lookahead(lookahead)
                                .orderedByCluster(ordered)
                                .build())
                .map(ServiceDeploymentBrief::serviceDeploymentArn)
                .subscribe(reader);

        int calls = 0;
        while (!reader.ended) {
            List<ScriptedAccount.Held> underWay = account.underWay();
            assertThat(underWay).hasSizeLessThanOrEqualTo(concurrency);
            if (account.calls().size() > calls) {
                calls = account.calls().size();
                assertThat(underWay).as("since a call was made").hasSizeLessThanOrEqualTo(reader.missing());
            }
            if (underWay.isEmpty() || random.nextInt(3) == 0) {
                reader.ask(1 + random.nextInt(7));
            } else {
                underWay.get(random.nextInt(underWay.size())).answer().run();
            }
        }

        assertThat(reader.rows)
                .containsExactlyInAnyOrderElementsOf(account.arns().stream()
                        .filter(arn -> denied.stream().noneMatch(service -> arn.contains("/" + service + "/")))
                        .toList());
        assertThat(reader.failed).isEqualTo(denied);
        assertThat(tooMany).isEmpty();
        if (ordered) {
            assertThat(reader.rows.stream()
                            .map(arn -> arn.charAt(arn.indexOf("/c") + 2))
                            .toList())
                    .isSorted();
        }
    }

    /** The call behind which nothing follows of a service, for each, as the ledger has it. */
    private static Set<String> lastCalls(List<List<Integer>> clusters, Set<String> denied) {
        Set<String> calls = new HashSet<>();
        for (int c = 0; c < clusters.size(); c++) {
            for (int s = 0; s < clusters.get(c).size(); s++) {
                String service = "c" + c + "/s" + s;
                int last = Math.max(0, clusters.get(c).get(s) - 1) / 3 * 3;
                calls.add(last == 0 || denied.contains(service) ? service : service + " at " + last);
            }
        }
        return calls;
    }

    private static long answered(ScriptedAccount account, Set<String> calls) {
        return account.calls().stream().filter(calls::contains).count()
                - account.underWay().stream()
                        .filter(held -> calls.contains(held.call()))
                        .count();
    }

    /** Clusters of up to eight services, by their numbers of rows. */
    @Provide
    Arbitrary<List<List<Integer>>> clusters() {
        return Arbitraries.integers()
                .between(0, 10)
                .list()
                .ofMinSize(1)
                .ofMaxSize(8)
                .list();
    }

    private static final class Reader extends BaseSubscriber<String> {
        final List<String> rows = new ArrayList<>();
        final Set<String> failed = new HashSet<>();
        long asked;
        boolean ended;

        @Override
        protected void hookOnSubscribe(Subscription subscription) {}

        void ask(int n) {
            asked += n;
            request(n);
        }

        int missing() {
            return (int) asked - rows.size();
        }

        @Override
        protected void hookOnNext(String row) {
            rows.add(row);
            assertThat((long) rows.size()).isLessThanOrEqualTo(asked);
        }

        @Override
        protected void hookOnComplete() {
            ended = true;
        }

        @Override
        protected void hookOnError(Throwable error) {
            ended = true;
            ((FanOutException) error)
                    .failures()
                    .forEach(failure -> failed.add(failure.service().toString()));
        }
    }
}
