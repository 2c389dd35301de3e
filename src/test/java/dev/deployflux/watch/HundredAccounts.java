package dev.deployflux.watch;

import dev.deployflux.fixture.LiveHeap;
import dev.deployflux.fixture.ProgramOptions;
import dev.deployflux.fixture.SharedServices;
import dev.deployflux.quota.ApiBucket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Predicate;

/**
 * A hundred accounts of 10,000 services each, watched in one process, in virtual time: what each calls, whether anything is
 * throttled, late or behind, and the heap of a watched service. Exits with 0 only if each keeps its quota.
 *
 * <p>{@code --accounts=100}, {@code --minutes=5} that are measured, behind eleven for the first looks. Takes some ten minutes of
 * two cores, and a heap of 4 GB.
 */
public final class HundredAccounts {

    private static final int CLUSTERS = 20;
    private static final int SERVICES_EACH = 500;
    private static final double PUBLISHED = ApiBucket.SERVICE_DEPLOYMENTS.perSecond();
    private static final Duration LATEST = Duration.ofSeconds(80);

    private final List<ManyAccounts> parts;

    private HundredAccounts(List<ManyAccounts> parts) {
        this.parts = parts;
    }

    /** The program. */
    public static void main(String[] arguments) {
        ProgramOptions options = ProgramOptions.of(arguments, Map.of("--accounts", 100L, "--minutes", 5L));
        int accounts = Math.toIntExact(options.get("--accounts"));
        Duration measured = Duration.ofMinutes(options.get("--minutes"));
        SharedServices services = ManyAccounts.services(CLUSTERS, SERVICES_EACH);
        long before = LiveHeap.bytes();
        Duration cpu = cpu();
        HundredAccounts all = new HundredAccounts(play(services, accounts, measured));
        say(
                "CPU of an account: %d ms a minute",
                cpu().minus(cpu).toMillis() / accounts / ManyAccounts.minutes(measured));
        boolean good = all.judge();
        long each = (LiveHeap.bytes() - before) / accounts / services.services().size();
        say("heap of a watched service: %d bytes, the account in memory included", each);
        all.parts.forEach(ManyAccounts::close);
        say(good ? "All keep their quotas." : "FAILED.");
        System.exit(good ? 0 : 1);
    }

    /** A part of them on each processor, as each part has a time of its own. */
    private static List<ManyAccounts> play(SharedServices services, int accounts, Duration measured) {
        int threads = Math.min(accounts, Runtime.getRuntime().availableProcessors());
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        List<CompletableFuture<ManyAccounts>> parts = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            int from = accounts * i / threads + 1;
            int to = accounts * (i + 1) / threads;
            parts.add(CompletableFuture.supplyAsync(
                    () -> new ManyAccounts(services, from, to, accounts).play(measured), executor));
        }
        List<ManyAccounts> played = parts.stream().map(CompletableFuture::join).toList();
        executor.shutdown();
        return played;
    }

    private static Duration cpu() {
        return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
    }

    private boolean judge() {
        boolean good = judge("with the detector", each -> !each.isHinted());
        return judge("with the detector and hints", ManyAccounts.Watched::isHinted) && good;
    }

    private boolean judge(String what, Predicate<ManyAccounts.Watched> which) {
        List<ManyAccounts.Watched> some = parts.stream()
                .flatMap(part -> part.accounts().stream())
                .filter(which)
                .toList();
        DoubleSummaryStatistics deployments = perSecond(some, ApiBucket.SERVICE_DEPLOYMENTS);
        DoubleSummaryStatistics looks = perSecond(some, ApiBucket.SERVICES);
        long throttled =
                some.stream().mapToLong(ManyAccounts.Watched::throttled).sum();
        long behind = some.stream().mapToLong(ManyAccounts.Watched::fellBehind).sum();
        Duration latest = some.stream()
                .map(ManyAccounts.Watched::latestTold)
                .max(Comparator.naturalOrder())
                .orElse(Duration.ZERO);
        say("%d accounts %s, calls a second of the %.0f of each bucket:", some.size(), what, PUBLISHED);
        say("  lists and descriptions of deployments %s", text(deployments));
        say("  descriptions and lists of services %s", text(looks));
        say("  %d throttled, %d fell behind, the latest told %s after it began", throttled, behind, latest);
        return throttled == 0
                && behind == 0
                && deployments.getMax() < PUBLISHED
                && looks.getMax() < PUBLISHED
                && latest.compareTo(LATEST) <= 0;
    }

    private static DoubleSummaryStatistics perSecond(List<ManyAccounts.Watched> accounts, ApiBucket bucket) {
        return accounts.stream().mapToDouble(each -> each.perSecond(bucket)).summaryStatistics();
    }

    private static String text(DoubleSummaryStatistics of) {
        return String.format(Locale.ROOT, "%.1f (%.1f to %.1f)", of.getAverage(), of.getMin(), of.getMax());
    }

    private static void say(String format, Object... values) {
        System.out.printf(Locale.ROOT, format + "%n", values);
    }
}
